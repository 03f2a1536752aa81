package org.interweave.learn.model.cdsasrec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.interweave.core.batch.PairedSequences;
import org.interweave.core.batch.QueryBatch;
import org.interweave.core.batch.SourceScope;
import org.interweave.core.data.Catalog;
import org.interweave.core.data.Domain;
import org.interweave.core.sample.Seeds;
import org.interweave.core.split.TrainingData;
import org.interweave.learn.model.Loss;
import org.interweave.learn.model.Recommender;
import org.interweave.learn.model.Toy;
import org.interweave.learn.model.sasrec.Sasrec;
import org.interweave.learn.nn.Dropout;
import org.interweave.learn.nn.EncoderProfile;
import org.interweave.learn.nn.LossKernel;
import org.interweave.learn.torch.AdamW;
import org.interweave.learn.torch.Parameters;
import org.interweave.learn.torch.Precision;
import org.interweave.learn.torch.Step;
import org.interweave.learn.torch.Torch;
import org.interweave.learn.train.RunConfig;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class CdSasrecTest {
    private static final int WIDTH = 16;
    private static final Catalog TOY = new Toy(2, 1).catalog(); // 20 items each
    private static final Catalog FOOD_KITCHEN =
            new Catalog(List.of(new Domain("food", 1, 11_837), new Domain("kitchen", 11_838, 28_095)));
    private static final Catalog BEAUTY_ELECTRONICS =
            new Catalog(List.of(new Domain("beauty", 1, 10_379), new Domain("electronics", 10_380, 24_567)));

    @BeforeAll
    static void fullPrecision() {
        Torch.precision(Precision.HIGHEST);
        Torch.threads(1);
    }

    /** Small, for domain d0, without dropout, unless a setting says otherwise. */
    private static CdSasrec.Config config(String... settings) {
        List<String> small = List.of(
                "target=d0", "width=" + WIDTH, "heads=2", "dropout=0", "negatives=" + Toy.NEGATIVES, "lossKernel=auto");
        return (CdSasrec.Config) RunConfig.defaults("cd-sasrec")
                .with(small)
                .with(List.of(settings))
                .settings();
    }

    private static CdSasrec.Config published(String target, String... settings) {
        return (CdSasrec.Config) RunConfig.defaults("cd-sasrec")
                .with(List.of("target=" + target))
                .with(List.of(settings))
                .settings();
    }

    private static <M extends Recommender> M refilled(M model) {
        model.parameters().named().forEach(Toy::refill);
        return model;
    }

    private static CdSasrec toy(String... settings) {
        return refilled(new CdSasrec(config(settings), TOY, Toy.WINDOW, 0));
    }

    private static float[][] states(CdSasrec model, Catalog catalog, int window, int[] history) {
        float[] flat = Step.infer(() -> Torch.array(
                model.states(PairedSequences.of(catalog, 0, window, List.of(history)), Dropout.off())
                        .values()));
        return rows(flat);
    }

    private static float[][] rows(float[] flat) {
        return IntStream.range(0, flat.length / WIDTH)
                .mapToObj(i -> Arrays.copyOfRange(flat, i * WIDTH, (i + 1) * WIDTH))
                .toArray(float[][]::new);
    }

    private static float[][] queries(Recommender model, int[]... histories) {
        QueryBatch batch = new QueryBatch(TOY, Toy.WINDOW, List.of(histories));
        return rows(Step.infer(() -> Torch.array(model.queries(batch, 0))));
    }

    @ParameterizedTest
    @CsvSource({
        "add, classic, 7997440, 7094272",
        "multiply-position, classic, 7997440, 7094272",
        "concat, classic, 8128768, 7225600",
        "add, house, 8777728, 7874560"
    })
    void parameterCountsAreThoseOfTheSizes(String fusion, String profile, long foodKitchen, long beautyElectronics) {
        String[] settings = {"fusion=" + fusion, "profile=" + profile};
        assertEquals(
                foodKitchen,
                new CdSasrec(published("food", settings), FOOD_KITCHEN, 47, 0).parameters().count());
        assertEquals(
                beautyElectronics,
                new CdSasrec(published("electronics", settings), BEAUTY_ELECTRONICS, 47, 0)
                        .parameters()
                        .count());
    }

    /** Every logit is nearly 0 at first, with a spread that follows from the table's and the last norm's scale. */
    @ParameterizedTest
    @EnumSource
    void firstLossIsLogOfCandidateCountAndTheLogitsSpread(Fusion fusion) {
        TrainingData data = new TrainingData(
                FOOD_KITCHEN, 47, IntStream.range(0, 64).toArray(), user -> new Random(user)
                        .ints(20, 1, FOOD_KITCHEN.items() + 1)
                        .toArray());
        CdSasrec model = new CdSasrec(published("food", "fusion=" + fusion), FOOD_KITCHEN, 47, 1);
        assertEquals(4.93, loss(model, data, 7), 0.05);
        model.parameters().named().forEach((name, tensor) -> {
            if (name.equals("item_embedding")) {
                Parameters.assign(tensor, Torch.zeros(tensor.shape()));
            }
        });
        assertEquals(Math.log(129), loss(model, data, 7), 1e-5);
    }

    private static double loss(CdSasrec model, TrainingData data, long dropoutSeed) {
        var lesson = model.objective(data, new Seeds(3)).lesson(data.users(), 1);
        return Step.compute(() -> lesson.loss().apply(dropoutSeed).value());
    }

    /** The SASRec that it is without a source: the same tables, and its encoder the target's. */
    private static Sasrec sasrec(CdSasrec model, EncoderProfile profile) {
        Sasrec.Config config = new Sasrec.Config(
                "",
                profile,
                1,
                WIDTH,
                2,
                0,
                0,
                0.75,
                Toy.NEGATIVES,
                Sasrec.Config.DEFAULT.mixedNegatives(),
                Sasrec.Config.DEFAULT.embeddingScale(),
                LossKernel.AUTO);
        Sasrec sasrec = new Sasrec(config, TOY, Toy.WINDOW, 0);
        var values = model.parameters().named();
        sasrec.parameters().named().forEach((name, tensor) -> {
            String own = name.startsWith("final_norm") ? "encoder.target." + name : name;
            Parameters.assign(tensor, values.get(own.replaceFirst("^encoder\\.0", "encoder.target.0")));
        });
        return sasrec;
    }

    @ParameterizedTest
    @EnumSource
    void withoutSourceItemsItIsSasrec(EncoderProfile profile) {
        CdSasrec model = toy("profile=" + profile);
        Sasrec sasrec = sasrec(model, profile);
        int[][] histories = {{3, 7, 2, 9}, {5}};
        assertArrayEquals(queries(sasrec, histories), queries(model, histories));
        assertNotEquals(queries(sasrec, histories[0])[0][0], queries(model, new int[] {3, 7, 21, 2, 9})[0][0], 1e-3);
    }

    @Test
    void withoutAnythingToTransferItIsSasrecOnTheTargetItems() {
        CdSasrec model = toy();
        zero(model, "encoder.source.final_norm");
        assertArrayEquals(
                queries(sasrec(model, EncoderProfile.CLASSIC), new int[] {3, 7, 2})[0],
                queries(model, new int[] {21, 3, 30, 7, 2, 33})[0],
                1e-6f);
    }

    @Test
    void positionsMultipliedByNothingAreNone() {
        CdSasrec model = toy("fusion=multiply-position");
        Sasrec sasrec = sasrec(model, EncoderProfile.CLASSIC);
        Parameters.assign(
                sasrec.parameters().named().get("position_embedding"), Torch.zeros(Toy.WINDOW + 1L, WIDTH));
        assertArrayEquals(queries(sasrec, new int[] {3, 7, 2})[0], queries(model, new int[] {3, 7, 2})[0], 1e-6f);
    }

    private static void zero(CdSasrec model, String prefix) {
        model.parameters().named().forEach((name, tensor) -> {
            if (name.startsWith(prefix)) {
                Parameters.assign(tensor, Torch.zeros(tensor.shape()));
            }
        });
    }

    @ParameterizedTest
    @EnumSource
    void aSourceItemReachesTheTargetTokensInScope(SourceScope scope) {
        CdSasrec model = toy("scope=" + scope);
        int[] history = {3, 22, 25, 7, 8, 31, 2, 33};
        int[] sourcePlaces = {1, 2, 5, 7};
        int[] sourcesBeforeNext = {2, 2, 3, 4};
        float[][] before = states(model, TOY, Toy.WINDOW, history);
        for (int k = 0; k < sourcePlaces.length; k++) {
            int[] changed = history.clone();
            changed[sourcePlaces[k]] = 40;
            float[][] after = states(model, TOY, Toy.WINDOW, changed);
            for (int i = 0; i < before.length; i++) {
                // A token reads those before it, so the first token that is given the item passes it on.
                boolean reached = scope == SourceScope.STATIC || sourcesBeforeNext[i] > k;
                assertEquals(reached, !Arrays.equals(before[i], after[i]), scope + " token " + i + ", source " + k);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aTokenKnowsNothingOfLaterTargetItems(Fusion fusion) {
        CdSasrec model = toy("fusion=" + fusion, "layers=2");
        int[] history = {3, 22, 7, 8, 31, 2};
        int[] targetPlaces = {0, 2, 3, 5};
        float[][] before = states(model, TOY, Toy.WINDOW, history);
        for (int t = 0; t < targetPlaces.length; t++) {
            int[] changed = history.clone();
            changed[targetPlaces[t]] = 19;
            float[][] after = states(model, TOY, Toy.WINDOW, changed);
            for (int i = 0; i < targetPlaces.length; i++) {
                assertEquals(i < t, Arrays.equals(before[i], after[i]), fusion + " token " + i + ", changed " + t);
            }
        }
    }

    /** The tables' first rows are the same for any window. */
    @Test
    void howMuchOfTheWindowIsVacantDoesNotMatter() {
        int[] history = {3, 22, 7, 31};
        float[][] narrow = states(refilled(new CdSasrec(config(), TOY, 20, 0)), TOY, 20, history);
        float[][] wide = states(refilled(new CdSasrec(config(), TOY, 47, 0)), TOY, 47, history);
        for (int i = 0; i < narrow.length; i++) {
            assertArrayEquals(narrow[i], wide[i], 1e-5f);
        }
    }

    /** Queries compute two states a user at most, training all of them. */
    @ParameterizedTest
    @CsvSource({"STATIC, CLASSIC", "CAUSAL, CLASSIC", "STATIC, HOUSE", "CAUSAL, HOUSE"})
    void aQueryIsTheStateOfTheNewestTargetTokenAndZeroForWhoHasNone(SourceScope scope, EncoderProfile profile) {
        CdSasrec model = toy("scope=" + scope, "profile=" + profile);
        int[] history = {3, 22, 7, 31};
        float[][] found = queries(model, history, new int[] {21, 22}, new int[] {4});
        assertArrayEquals(states(model, TOY, Toy.WINDOW, history)[1], found[0], 1e-5f);
        assertArrayEquals(new float[WIDTH], found[1]);
        assertArrayEquals(states(model, TOY, Toy.WINDOW, new int[] {4})[0], found[2], 1e-5f);
        assertTrue(model.ranks(0) && !model.ranks(1));
    }

    @Test
    void allOtherDomainsAreTheSource() {
        Catalog three = new Toy(3, 1).catalog();
        CdSasrec model = refilled(new CdSasrec(config(), three, Toy.WINDOW, 0));
        float[][] found = states(model, three, Toy.WINDOW, new int[] {3, 22, 45, 7});
        assertNotEquals(found[1][0], states(model, three, Toy.WINDOW, new int[] {3, 23, 45, 7})[1][0]);
        assertNotEquals(found[1][0], states(model, three, Toy.WINDOW, new int[] {3, 22, 46, 7})[1][0]);
        assertNotEquals(found[1][0], states(model, three, Toy.WINDOW, new int[] {3, 45, 22, 7})[1][0]);
    }

    @Test
    void sourceItemsLearnThroughTheTargetsAlone() {
        CdSasrec model = toy();
        TrainingData data = new TrainingData(TOY, Toy.WINDOW, new int[] {0}, user -> new int[] {1, 25, 2, 26, 3});
        var lesson = model.objective(data, new Seeds(1)).lesson(data.users(), 1);
        float[] gradient = Step.compute(() -> {
            lesson.loss().apply(0).backward();
            Tensor items = model.parameters().gradients().get("item_embedding");
            return Torch.array(items);
        });
        float[][] rows = rows(gradient);
        for (int item = 21; item <= 40; item++) {
            boolean own = item == 25 || item == 26;
            assertEquals(own, !Arrays.equals(rows[item], new float[WIDTH]), "item " + item);
        }
        assertArrayEquals(new float[WIDTH], rows[0]);
    }

    @Test
    void everySwitchGivesAnotherLoss() {
        Toy toy = new Toy(2, 5);
        TrainingData data = few(toy);
        Set<Double> losses = new HashSet<>();
        for (EncoderProfile profile : EncoderProfile.values()) {
            for (Fusion fusion : Fusion.values()) {
                for (SourceScope scope : SourceScope.values()) {
                    for (double scale : new double[] {0.1, 1}) {
                        losses.add(loss(
                                toy(
                                        "profile=" + profile,
                                        "fusion=" + fusion,
                                        "scope=" + scope,
                                        "sourceScale=" + scale),
                                data,
                                0));
                    }
                }
            }
        }
        assertEquals(24, losses.size());
    }

    private static TrainingData few(Toy toy) {
        return new TrainingData(
                toy.catalog(), Toy.WINDOW, toy.members(8, 0), toy.data().items());
    }

    @ParameterizedTest
    @CsvSource({"ADD, STATIC", "ADD, CAUSAL", "MULTIPLY_POSITION, STATIC", "CONCAT, STATIC", "CONCAT, CAUSAL"})
    void fewUsersAreLearnedByHeart(Fusion fusion, SourceScope scope) {
        Toy toy = new Toy(2, 5);
        TrainingData data = few(toy);
        CdSasrec model = new CdSasrec(config("fusion=" + fusion, "scope=" + scope), TOY, Toy.WINDOW, 3);
        AdamW optimizer = new AdamW(model.parameters(), 0.9, 0.999, 1e-8, 0);
        double last = Double.NaN;
        for (int step = 0; step < 200; step++) {
            var lesson = model.objective(data, toy.seeds()).lesson(data.users(), step);
            last = Step.compute(() -> {
                optimizer.clearGradients();
                Loss loss = lesson.loss().apply(0);
                loss.backward();
                optimizer.step(0.01);
                return loss.value();
            });
        }
        assertTrue(last < 0.2, "still " + last);
    }

    @Test
    void dropoutDiffersFromPassToPassAndQueriesHaveNone() {
        TrainingData data = few(new Toy(2, 5));
        CdSasrec model = toy("dropout=0.5");
        assertNotEquals(loss(model, data, 1), loss(model, data, 2));
        assertEquals(loss(model, data, 1), loss(model, data, 1));
        assertArrayEquals(queries(toy(), new int[] {3, 22, 7}), queries(model, new int[] {3, 22, 7}));
    }

    @Test
    void impossibleSettingsNameTheValueAndWhatIsExpected() {
        assertMessage("sourceScale (0.0) must be above 0", () -> config("sourceScale=0"));
        assertMessage("target names none. Try: --target d0", () -> new CdSasrec(config("target="), TOY, 9, 0));
    }

    private static void assertMessage(String part, Runnable body) {
        String message = assertThrows(IllegalArgumentException.class, body::run).getMessage();
        assertTrue(message.contains(part), message);
    }
}
