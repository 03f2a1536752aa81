package org.interweave.learn.model.bert4rec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.interweave.core.batch.ClozeBatch;
import org.interweave.core.batch.ClozeCollator;
import org.interweave.core.batch.QueryBatch;
import org.interweave.core.batch.SequenceBatch;
import org.interweave.core.batch.Targets;
import org.interweave.core.data.Catalog;
import org.interweave.core.data.Domain;
import org.interweave.core.sample.Seeds;
import org.interweave.core.split.TrainingData;
import org.interweave.learn.model.Loss;
import org.interweave.learn.model.Toy;
import org.interweave.learn.torch.AdamW;
import org.interweave.learn.torch.Libtorch;
import org.interweave.learn.torch.Precision;
import org.interweave.learn.torch.Step;
import org.interweave.learn.torch.Torch;
import org.interweave.learn.train.RunConfig;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class Bert4RecTest {
    static final int WIDTH = 16;
    private static final Catalog FOOD_KITCHEN =
            new Catalog(List.of(new Domain("food", 1, 11_837), new Domain("kitchen", 11_838, 28_095)));
    private static final Catalog BEAUTY_ELECTRONICS =
            new Catalog(List.of(new Domain("beauty", 1, 10_379), new Domain("electronics", 10_380, 24_567)));
    private static final Catalog MOVIE_BOOK =
            new Catalog(List.of(new Domain("movie", 1, 35_712), new Domain("book", 35_713, 126_670)));

    @BeforeAll
    static void fullPrecision() {
        Libtorch.precision(Precision.HIGHEST);
        Libtorch.threads(1);
    }

    /** The defaults but for these. */
    private static Bert4Rec.Config config(String... settings) {
        return (Bert4Rec.Config)
                RunConfig.defaults("bert4rec").with(List.of(settings)).settings();
    }

    /** Without dropout but for these. */
    static Bert4Rec.Config small(String... settings) {
        List<String> all = new ArrayList<>(List.of(
                "width=" + WIDTH, "negatives=" + Toy.NEGATIVES, "dropout=0", "attentionDropout=0", "lastOnlyShare=0"));
        all.addAll(List.of(settings));
        return config(all.toArray(new String[0]));
    }

    static Bert4Rec refilled(Catalog catalog, String... settings) {
        Bert4Rec model = new Bert4Rec(small(settings), catalog, Toy.WINDOW, 0);
        model.parameters().named().forEach(Toy::refill);
        return model;
    }

    @ParameterizedTest
    @CsvSource({
        "food, '', 1, 8090049",
        "food, food, 1, 3911743",
        "food, kitchen, 1, 5047940",
        "food, '', 2, 8879809",
        "beauty, '', 1, 7183353",
        "beauty, beauty, 1, 3537037",
        "beauty, electronics, 1, 4515950",
        "movie, '', 1, 33423824",
        "movie, movie, 1, 10047618",
        "movie, book, 1, 24245840"
    })
    void parameterCountsAreThoseOfTheSizes(String pair, String target, int layers, long count) {
        Catalog catalog = Map.of("food", FOOD_KITCHEN, "beauty", BEAUTY_ELECTRONICS, "movie", MOVIE_BOOK)
                .get(pair);
        Bert4Rec.Config config = config("target=" + target, "layers=" + layers);
        assertEquals(count, new Bert4Rec(config, catalog, 47, 0).parameters().count());
    }

    /** The head ends with a norm: every logit is nearly 0 at first, with a spread that follows from the table's and the norm's scale. */
    @Test
    void firstLossIsLogOfCandidateCountAndTheLogitsSpread() {
        TrainingData data =
                new TrainingData(FOOD_KITCHEN, 47, IntStream.range(0, 128).toArray(), user -> new Random(user)
                        .ints(20, 1, FOOD_KITCHEN.items() + 1)
                        .toArray());
        assertEquals(11.24, firstLoss(config("lastOnlyShare=0"), data), 0.1);
        assertEquals(4.93, firstLoss(config("lastOnlyShare=0", "target=kitchen"), data), 0.1);
        assertEquals(2 * Math.log(28_095), firstLoss(config("lastOnlyShare=0", "objective=full"), data), 0.2);
    }

    private static double firstLoss(Bert4Rec.Config config, TrainingData data) {
        Bert4Rec model = new Bert4Rec(config, data.catalog(), data.window(), 1);
        return loss(model, data).value();
    }

    private static Loss loss(Bert4Rec model, TrainingData data) {
        return Step.compute(() -> {
            Loss loss = model.objective(data, new Seeds(3))
                    .lesson(data.users(), 1)
                    .loss()
                    .apply(7);
            return new Loss(loss.value(), loss.parts(), List.of(), List.of()); // only what may leave the step
        });
    }

    @Test
    void matricesAndTablesAreCutAtTwoDeviations() {
        Bert4Rec model = new Bert4Rec(config(), new Toy(2, 1).catalog(), Toy.WINDOW, 1);
        model.parameters().named().forEach((name, parameter) -> {
            float[] values = Torch.array(parameter);
            if (parameter.dim() == 2) {
                double squares = IntStream.range(0, values.length)
                        .mapToDouble(i -> values[i] * values[i])
                        .sum();
                assertEquals(0.0176, Math.sqrt(squares / values.length), 0.0008, name);
                for (float value : values) {
                    assertTrue(Math.abs(value) <= 0.04f, name + " holds " + value);
                }
            } else {
                float expected = name.endsWith("norm.weight") ? 1 : 0;
                for (float value : values) {
                    assertEquals(expected, value, name);
                }
            }
        });
    }

    /** States of all tokens of one user. */
    static float[][] states(Bert4Rec model, int... sequence) {
        SequenceBatch batch = model.tokens().batch(List.of(sequence));
        float[] flat = Step.infer(() -> Torch.array(
                model.states(batch, batch.mixed().layout(), Dropouts.OFF).values()));
        return IntStream.range(0, sequence.length).mapToObj(i -> row(flat, i)).toArray(float[][]::new);
    }

    static float[] row(float[] values, int row) {
        return Arrays.copyOfRange(values, row * WIDTH, (row + 1) * WIDTH);
    }

    static ClozeBatch batch(Bert4Rec model, int[] sequence, int[] positives, int[] negatives, float weight) {
        float[] weights = new float[positives.length];
        Arrays.fill(weights, weight);
        int[] rows = IntStream.range(0, positives.length).toArray();
        return new ClozeBatch(
                model.tokens().batch(List.of(sequence)), new Targets(rows, positives, negatives, weights));
    }

    static List<Double> parts(Bert4Rec model, ClozeBatch batch) {
        return Step.compute(() -> model.loss(batch, Dropouts.OFF).parts());
    }

    /** What is hidden changes the loss and no state, for it is nowhere in the input. */
    @Test
    void whatIsHiddenIsInNoInput() {
        Toy toy = new Toy(2, 1);
        int[][] items = {{1, 25, 2, 26, 3, 27}, {1, 25, 2, 26, 3, 27}};
        TrainingData data = new TrainingData(toy.catalog(), Toy.WINDOW, new int[] {0}, user -> items[0]);
        TrainingData other = new TrainingData(toy.catalog(), Toy.WINDOW, new int[] {0}, user -> items[1]);
        ClozeBatch batch = collated(data, small());
        int[] masked = IntStream.range(0, 6)
                .filter(i -> batch.sequences().items()[i] == toy.catalog().items() + 1)
                .toArray();
        assertEquals(4, masked.length);
        for (int place : masked) {
            items[1][place] += 10;
        }
        ClozeBatch changed = collated(other, small());
        assertArrayEquals(batch.sequences().items(), changed.sequences().items());
        Bert4Rec model = refilled(toy.catalog());
        assertNotEquals(parts(model, batch), parts(model, changed));
    }

    private static ClozeBatch collated(TrainingData data, Bert4Rec.Config config) {
        return new ClozeCollator(data, new Seeds(3), config.task()).collate(data.users(), 1);
    }

    @ParameterizedTest
    @EnumSource
    void eachDomainHasItsOwnLossAndMayHaveNone(ClozeObjective objective) {
        Catalog catalog = new Toy(2, 1).catalog();
        Bert4Rec model = refilled(catalog, "objective=" + objective);
        int mask = model.tokens().mask();
        int[] negatives = objective == ClozeObjective.SAMPLED ? new int[] {4, 5, 24, 29} : new int[0];
        ClozeBatch first = batch(model, new int[] {25, mask, 26}, new int[] {7}, negatives, 1);
        List<Double> parts = parts(model, first);
        assertTrue(parts.get(0) > 0);
        assertEquals(0, parts.get(1));
        Step.compute(() -> {
            model.loss(first, Dropouts.OFF).backward();
            model.parameters()
                    .gradients()
                    .forEach((name, gradient) -> assertTrue(Double.isFinite(Torch.sum(gradient)), name));
            return null;
        });
    }

    @ParameterizedTest
    @EnumSource
    void neitherMaskNorTheFirstRowIsEverScored(ClozeObjective objective) {
        Toy toy = new Toy(2, 1);
        Bert4Rec model = refilled(toy.catalog(), "objective=" + objective);
        float[] gradient = Step.compute(() -> {
            model.objective(toy.data(), toy.seeds())
                    .lesson(toy.members(60, 0), 0)
                    .loss()
                    .apply(1)
                    .backward();
            return Torch.array(model.parameters().gradients().get("item_bias"));
        });
        assertEquals(42, gradient.length);
        for (int item = 0; item < gradient.length; item++) {
            assertEquals(item == 0 || item == 41, gradient[item] == 0, "item " + item);
        }
    }

    /** Against the definition: all items of both domains, no temperature. */
    @Test
    void theFullObjectiveIsTheCrossEntropyOverAllItems() {
        Catalog catalog = new Toy(2, 1).catalog();
        Bert4Rec model = refilled(catalog, "objective=full");
        int[] sequence = {3, model.tokens().mask(), 7, 31};
        double found = parts(model, batch(model, sequence, new int[] {30}, new int[0], 1))
                .get(1);
        float[] g = head(model, states(model, sequence)[1]);
        double sum = 0;
        double own = 0;
        for (int k = 0; k < 2; k++) {
            float[][] items = items(model, k);
            for (int i = 0; i < items[1].length; i++) {
                double score = items[1][i];
                for (int j = 0; j < WIDTH; j++) {
                    score += g[j] * items[0][i * WIDTH + j];
                }
                sum += Math.exp(score);
                own = k == 1 && i == 30 - 21 ? score : own;
            }
        }
        assertEquals(Math.log(sum) - own, found, 1e-4);
    }

    /** Vectors [n * d] and bias [n] of a domain's items. */
    private static float[][] items(Bert4Rec model, int domain) {
        return Step.infer(() -> new float[][] {
            Torch.array(model.items(domain).vectors()),
            Torch.array(model.items(domain).bias().orElseThrow())
        });
    }

    static float[] head(Bert4Rec model, float[] state) {
        return Step.infer(() -> Torch.array(model.head(Torch.floats(state, 1, WIDTH))));
    }

    @Test
    void aModelOfOneDomainDoesNotNoticeTheOthers() {
        Toy toy = new Toy(3, 1);
        Bert4Rec model = refilled(toy.catalog(), "target=d1");
        int[][] items = {{1, 25, 41, 30, 5, 21}, {33}, {2, 3, 44}};
        int[][] others = {{25, 7, 30, 21}, {60, 33, 41, 8, 1}, {}};
        TrainingData data = new TrainingData(toy.catalog(), Toy.WINDOW, new int[] {0, 1, 2}, user -> items[user]);
        TrainingData same = new TrainingData(toy.catalog(), Toy.WINDOW, new int[] {0, 1, 2}, user -> others[user]);
        double loss = loss(model, data).value();
        assertTrue(loss > 0);
        assertEquals(loss, loss(model, same).value());
        TrainingData nothing = new TrainingData(toy.catalog(), Toy.WINDOW, new int[] {2}, user -> items[user]);
        Step.compute(() -> {
            Loss none = model.objective(nothing, new Seeds(3))
                    .lesson(nothing.users(), 1)
                    .loss()
                    .apply(7);
            none.backward();
            assertEquals(0, none.value());
            return null;
        });
    }

    @Test
    void everySettingGivesAnotherLoss() {
        Toy toy = new Toy(2, 5);
        Set<Double> losses = new HashSet<>();
        List<String> settings = List.of(
                "temperature=0.75",
                "temperature=0.5",
                "objective=full",
                "layers=2",
                "heads=4",
                "dropout=0.5",
                "attentionDropout=0.5",
                "maskedShare=0.3",
                "lastOnlyShare=1",
                "negatives=4",
                "target=d0");
        for (String setting : settings) {
            Bert4Rec model = refilled(toy.catalog(), setting);
            TrainingData some = new TrainingData(
                    toy.catalog(), Toy.WINDOW, toy.members(8, 0), toy.data().items());
            losses.add(loss(model, some).value());
        }
        assertEquals(settings.size(), losses.size());
    }

    @ParameterizedTest
    @CsvSource({"dropout=0.5", "attentionDropout=0.5"})
    void dropoutDiffersFromPassToPassAndQueriesHaveNone(String setting) {
        Toy toy = new Toy(2, 5);
        Bert4Rec model = refilled(toy.catalog(), setting);
        Bert4Rec without = refilled(toy.catalog());
        var lesson = model.objective(toy.data(), toy.seeds()).lesson(toy.members(8, 0), 0);
        double first = Step.compute(() -> lesson.loss().apply(1).value());
        double second = Step.compute(() -> lesson.loss().apply(2).value());
        double again = Step.compute(() -> lesson.loss().apply(1).value());
        assertNotEquals(first, second);
        assertEquals(first, again);
        QueryBatch batch = new QueryBatch(toy.catalog(), Toy.WINDOW, toy.histories(5));
        assertArrayEquals(
                Step.infer(() -> Torch.array(without.queries(batch, 0))),
                Step.infer(() -> Torch.array(model.queries(batch, 1))));
    }

    @ParameterizedTest
    @EnumSource
    void fewUsersAreLearnedByHeart(ClozeObjective objective) {
        Toy toy = new Toy(2, 5);
        Bert4Rec model = new Bert4Rec(
                small("objective=" + objective, "width=32", "maskedShare=0.2"), toy.catalog(), Toy.WINDOW, 3);
        AdamW optimizer = new AdamW(model.parameters(), 0.9, 0.999, 1e-8, 0);
        double last = 0;
        for (int step = 0; step < 500; step++) {
            var lesson = model.objective(toy.data(), toy.seeds()).lesson(toy.members(8, 0), step);
            double loss = Step.compute(() -> {
                optimizer.clearGradients();
                Loss found = lesson.loss().apply(0);
                found.backward();
                optimizer.step(0.003);
                return found.value();
            });
            last += step < 450 ? 0 : loss / 50;
        }
        assertTrue(last < 0.3, "still " + last);
    }

    @Test
    void impossibleSettingsNameTheValueAndWhatIsExpected() {
        assertMessage("layers (0) must be at least 1", () -> config("layers=0"));
        assertMessage("heads (3) must divide width (256)", () -> config("heads=3"));
        assertMessage("maskedShare (1.5) must be in 0..1", () -> config("maskedShare=1.5"));
        assertMessage("lastOnlyShare (-0.1) must be in 0..1", () -> config("lastOnlyShare=-0.1"));
        assertMessage("attentionDropout (1.0) must be in 0..1, 1 left out", () -> config("attentionDropout=1"));
        assertMessage(
                "unknown domain 'd7'. Known: d0, d1",
                () -> new Bert4Rec(config("target=d7"), new Toy(2, 1).catalog(), 9, 0));
    }

    private static void assertMessage(String part, Runnable body) {
        String message = assertThrows(IllegalArgumentException.class, body::run).getMessage();
        assertTrue(message.contains(part), message);
    }
}
