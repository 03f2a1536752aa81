package org.interweave.learn.model.sasrec;

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
import org.interweave.core.batch.NextItemTask.MixedNegatives;
import org.interweave.core.batch.QueryBatch;
import org.interweave.core.batch.SequenceBatch;
import org.interweave.core.batch.Targets;
import org.interweave.core.data.Catalog;
import org.interweave.core.data.Domain;
import org.interweave.core.sample.Seeds;
import org.interweave.core.split.TrainingData;
import org.interweave.learn.model.Loss;
import org.interweave.learn.model.Toy;
import org.interweave.learn.nn.CausalEncoder;
import org.interweave.learn.nn.Dropout;
import org.interweave.learn.nn.EmbeddingScale;
import org.interweave.learn.nn.EncoderProfile;
import org.interweave.learn.nn.LossKernel;
import org.interweave.learn.torch.AdamW;
import org.interweave.learn.torch.Libtorch;
import org.interweave.learn.torch.Precision;
import org.interweave.learn.torch.Step;
import org.interweave.learn.torch.Torch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class SasrecTest {
    private static final int WIDTH = 16;
    private static final Catalog FOOD_KITCHEN =
            new Catalog(List.of(new Domain("food", 1, 11_837), new Domain("kitchen", 11_838, 28_095)));
    private static final Catalog BEAUTY_ELECTRONICS =
            new Catalog(List.of(new Domain("beauty", 1, 10_379), new Domain("electronics", 10_380, 24_567)));

    @BeforeAll
    static void fullPrecision() {
        Libtorch.precision(Precision.HIGHEST);
        Libtorch.threads(1);
    }

    private static Sasrec.Config config(String target, EncoderProfile profile, int layers) {
        return config(target, profile, layers, MixedNegatives.EVERY_DOMAIN, EmbeddingScale.ONE);
    }

    private static Sasrec.Config config(
            String target, EncoderProfile profile, int layers, MixedNegatives negatives, EmbeddingScale scale) {
        return new Sasrec.Config(
                target, small(profile, layers), 0, 0.75, Toy.NEGATIVES, negatives, scale, LossKernel.AUTO);
    }

    private static CausalEncoder.Shape small(EncoderProfile profile, int layers) {
        return new CausalEncoder.Shape(profile, layers, WIDTH, 2, 0);
    }

    private static Sasrec.Config published(String target, EncoderProfile profile, int layers) {
        Sasrec.Config d = Sasrec.Config.DEFAULT;
        return new Sasrec.Config(
                target,
                new CausalEncoder.Shape(
                        profile, layers, d.encoder().width(), d.encoder().heads(), 0),
                d.dropout(),
                d.temperature(),
                d.negatives(),
                d.mixedNegatives(),
                d.embeddingScale(),
                d.lossKernel());
    }

    @ParameterizedTest
    @CsvSource({
        "food kitchen, '', 7601152, 7991296",
        "food kitchen, food, 3439104, 3829248",
        "food kitchen, kitchen, 4570880, 4961024",
        "beauty electronics, '', 6697984, 7088128",
        "beauty electronics, beauty, 3065856, 3456000",
        "beauty electronics, electronics, 4040960, 4431104"
    })
    void parameterCountsAreThoseOfTheSizes(String pair, String target, long classic, long house) {
        Catalog catalog = pair.startsWith("food") ? FOOD_KITCHEN : BEAUTY_ELECTRONICS;
        assertEquals(classic, count(published(target, EncoderProfile.CLASSIC, 1), catalog));
        assertEquals(house, count(published(target, EncoderProfile.HOUSE, 1), catalog));
    }

    @Test
    void aSecondBlockCostsWhatABlockCosts() {
        assertEquals(7_996_928, count(published("", EncoderProfile.CLASSIC, 2), FOOD_KITCHEN));
    }

    private static long count(Sasrec.Config config, Catalog catalog) {
        return new Sasrec(config, catalog, 47, 0).parameters().count();
    }

    /** Every logit is nearly 0 at first, with a spread that follows from the tables' and the last norm's scale. */
    @ParameterizedTest
    @EnumSource
    void firstLossIsLogOfCandidateCountAndTheLogitsSpread(EncoderProfile profile) {
        TrainingData data = randomData(FOOD_KITCHEN, 128, 20);
        assertEquals(11.24, firstLoss(published("", profile, 1), data), 0.05);
        assertEquals(4.93, firstLoss(published("kitchen", profile, 1), data), 0.05);
    }

    private static TrainingData randomData(Catalog catalog, int users, int length) {
        return new TrainingData(catalog, 47, IntStream.range(0, users).toArray(), user -> new Random(user)
                .ints(length, 1, catalog.items() + 1)
                .toArray());
    }

    private static double firstLoss(Sasrec.Config config, TrainingData data) {
        Sasrec model = new Sasrec(config, data.catalog(), data.window(), 1);
        return loss(model, data, data.users()).value();
    }

    private static Loss loss(Sasrec model, TrainingData data, int[] users) {
        return Step.compute(() -> {
            Loss loss =
                    model.objective(data, new Seeds(3)).lesson(users, 1).loss().apply(7);
            return new Loss(loss.value(), loss.parts(), List.of(), List.of()); // only what may leave the step
        });
    }

    private static float[][] states(Sasrec model, Catalog catalog, int window, int[] history) {
        float[] flat = Step.infer(
                () -> Torch.array(model.states(SequenceBatch.of(catalog, window, List.of(history)), Dropout.off())
                        .values()));
        return IntStream.range(0, history.length)
                .mapToObj(i -> Arrays.copyOfRange(flat, i * WIDTH, (i + 1) * WIDTH))
                .toArray(float[][]::new);
    }

    private static Sasrec refilled(Sasrec.Config config, Catalog catalog, int window) {
        Sasrec model = new Sasrec(config, catalog, window, 0);
        model.parameters().named().forEach(Toy::refill);
        return model;
    }

    @ParameterizedTest
    @EnumSource
    void aTokenKnowsNothingOfLaterOnes(EncoderProfile profile) {
        Catalog catalog = new Toy(2, 1).catalog();
        Sasrec model = refilled(config("", profile, 2), catalog, Toy.WINDOW);
        int[] history = {3, 25, 7, 31, 8, 12};
        float[][] before = states(model, catalog, Toy.WINDOW, history);
        for (int t = 0; t < history.length; t++) {
            int[] changed = history.clone();
            changed[t] = 40;
            float[][] after = states(model, catalog, Toy.WINDOW, changed);
            for (int i = 0; i < history.length; i++) {
                assertEquals(i < t, Arrays.equals(before[i], after[i]), profile + " token " + i + ", changed " + t);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void laterItemsReceiveNoGradientFromATarget(EncoderProfile profile) {
        Catalog catalog = new Toy(2, 1).catalog();
        Sasrec model = refilled(config("", profile, 2), catalog, Toy.WINDOW);
        Targets third = new Targets(new int[] {2}, new int[] {20}, new int[] {18, 19}, new float[] {1});
        float[] gradient = Step.compute(() -> {
            SequenceBatch batch = SequenceBatch.of(catalog, Toy.WINDOW, List.of(new int[] {1, 2, 3, 4, 5}));
            model.loss(third, model.states(batch, Dropout.off())).backward();
            return Torch.array(model.parameters().gradients().get("item_embedding"));
        });
        for (int item = 1; item <= 5; item++) {
            float[] row = Arrays.copyOfRange(gradient, item * WIDTH, (item + 1) * WIDTH);
            assertEquals(item > 3, Arrays.equals(row, new float[WIDTH]), profile + " item " + item);
        }
    }

    /** The tables' first rows are the same for any window. */
    @ParameterizedTest
    @EnumSource
    void onlyTheHouseProfileSeesHowMuchOfTheWindowIsVacant(EncoderProfile profile) {
        Catalog catalog = new Toy(2, 1).catalog();
        int[] history = {3, 25, 7};
        float[][] full = states(refilled(config("", profile, 1), catalog, 3), catalog, 3, history);
        float[][] wide = states(refilled(config("", profile, 1), catalog, 20), catalog, 20, history);
        double largest = 0;
        for (int i = 0; i < history.length; i++) {
            for (int j = 0; j < WIDTH; j++) {
                largest = Math.max(largest, Math.abs(full[i][j] - wide[i][j]));
            }
        }
        assertEquals(profile == EncoderProfile.CLASSIC, largest < 1e-5, "differs by " + largest);
    }

    @ParameterizedTest
    @EnumSource
    void aQueryIsTheStateOfTheNewestTokenAndZeroForWhoHasNone(EncoderProfile profile) {
        Catalog catalog = new Toy(2, 1).catalog();
        Sasrec all = refilled(config("", profile, 2), catalog, Toy.WINDOW);
        Sasrec second = refilled(config("d1", profile, 2), catalog, Toy.WINDOW);
        QueryBatch batch = new QueryBatch(
                catalog, Toy.WINDOW, List.of(new int[] {4, 21, 5}, new int[] {7, 8}, new int[] {22, 1, 35}));
        float[] ofAll = Step.infer(() -> Torch.array(all.queries(batch, 0)));
        float[] ofSecond = Step.infer(() -> Torch.array(second.queries(batch, 1)));
        assertArrayEquals(states(all, catalog, Toy.WINDOW, batch.histories().get(0))[2], row(ofAll, 0), 1e-5f);
        assertArrayEquals(states(all, catalog, Toy.WINDOW, batch.histories().get(1))[1], row(ofAll, 1), 1e-5f);
        assertArrayEquals(states(second, catalog.only(1), Toy.WINDOW, new int[] {1})[0], row(ofSecond, 0), 1e-5f);
        assertArrayEquals(new float[WIDTH], row(ofSecond, 1));
        assertArrayEquals(states(second, catalog.only(1), Toy.WINDOW, new int[] {2, 15})[1], row(ofSecond, 2), 1e-5f);
        assertTrue(all.ranks(0) && all.ranks(1) && !second.ranks(0) && second.ranks(1));
    }

    private static float[] row(float[] values, int row) {
        return Arrays.copyOfRange(values, row * WIDTH, (row + 1) * WIDTH);
    }

    /** Input of domain 0, target of domain 1: domain 1's loss alone. */
    @Test
    void aTargetCountsInItsOwnDomain() {
        Toy toy = new Toy(2, 1);
        TrainingData data =
                new TrainingData(toy.catalog(), Toy.WINDOW, new int[] {0}, user -> new int[] {1, 25, 2, 26});
        Sasrec model = refilled(config("", EncoderProfile.CLASSIC, 1), toy.catalog(), Toy.WINDOW);
        TrainingData ends = new TrainingData(toy.catalog(), Toy.WINDOW, new int[] {0}, user -> new int[] {1, 25});
        assertTrue(loss(model, data, data.users()).parts().get(0) > 0);
        Loss loss = loss(model, ends, ends.users());
        assertEquals(0, loss.parts().get(0));
        assertTrue(loss.parts().get(1) > 0);
        assertEquals(loss.parts().get(1), loss.value());
    }

    @Test
    void aModelOfOneDomainDoesNotNoticeTheOthers() {
        Toy toy = new Toy(3, 1);
        Sasrec model = refilled(config("d1", EncoderProfile.HOUSE, 1), toy.catalog(), Toy.WINDOW);
        int[][] items = {{1, 25, 41, 30, 5, 21}, {33}, {2, 3, 44}};
        int[][] others = {{25, 7, 30, 21}, {60, 33, 41, 8, 1}, {}};
        TrainingData data = new TrainingData(toy.catalog(), Toy.WINDOW, new int[] {0, 1, 2}, user -> items[user]);
        TrainingData same = new TrainingData(toy.catalog(), Toy.WINDOW, new int[] {0, 1, 2}, user -> others[user]);
        double loss = loss(model, data, data.users()).value();
        assertTrue(loss > 0);
        assertEquals(loss, loss(model, same, same.users()).value());
    }

    @Test
    void everySwitchGivesAnotherLoss() {
        Toy toy = new Toy(2, 5);
        Set<Double> losses = new HashSet<>();
        for (EncoderProfile profile : EncoderProfile.values()) {
            for (MixedNegatives negatives : MixedNegatives.values()) {
                for (EmbeddingScale scale : EmbeddingScale.values()) {
                    Sasrec model = refilled(config("", profile, 1, negatives, scale), toy.catalog(), Toy.WINDOW);
                    losses.add(loss(model, toy.data(), toy.members(8, 0)).value());
                }
            }
        }
        assertEquals(8, losses.size());
    }

    @ParameterizedTest
    @CsvSource({
        "CLASSIC, EVERY_DOMAIN, ONE",
        "CLASSIC, OWN_DOMAIN, SQRT_WIDTH",
        "HOUSE, EVERY_DOMAIN, SQRT_WIDTH",
        "HOUSE, OWN_DOMAIN, ONE"
    })
    void fewUsersAreLearnedByHeart(EncoderProfile profile, MixedNegatives negatives, EmbeddingScale scale) {
        Toy toy = new Toy(2, 5);
        Sasrec model = new Sasrec(config("", profile, 1, negatives, scale), toy.catalog(), Toy.WINDOW, 3);
        AdamW optimizer = new AdamW(model.parameters(), 0.9, 0.999, 1e-8, 0);
        double last = Double.NaN;
        for (int step = 0; step < 200; step++) {
            var lesson = model.objective(toy.data(), toy.seeds()).lesson(toy.members(8, 0), step);
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
        Toy toy = new Toy(2, 5);
        Sasrec.Config d = config("", EncoderProfile.CLASSIC, 1);
        Sasrec model = new Sasrec(
                new Sasrec.Config(
                        "",
                        d.encoder(),
                        0.5,
                        0.75,
                        Toy.NEGATIVES,
                        d.mixedNegatives(),
                        d.embeddingScale(),
                        LossKernel.AUTO),
                toy.catalog(),
                Toy.WINDOW,
                3);
        var lesson = model.objective(toy.data(), toy.seeds()).lesson(toy.members(8, 0), 0);
        double first = Step.compute(() -> lesson.loss().apply(1).value());
        double second = Step.compute(() -> lesson.loss().apply(2).value());
        double again = Step.compute(() -> lesson.loss().apply(1).value());
        assertNotEquals(first, second);
        assertEquals(first, again);
        QueryBatch batch = new QueryBatch(toy.catalog(), Toy.WINDOW, toy.histories(5));
        assertArrayEquals(
                Step.infer(() -> Torch.array(model.queries(batch, 0))),
                Step.infer(() -> Torch.array(model.queries(batch, 1))));
    }

    @Test
    void impossibleSettingsNameTheValueAndWhatIsExpected() {
        assertMessage("layers (0) must be at least 1", () -> config("", EncoderProfile.CLASSIC, 0));
        assertMessage(
                "unknown domain 'd7'. Known: d0, d1",
                () -> new Sasrec(config("d7", EncoderProfile.CLASSIC, 1), new Toy(2, 1).catalog(), 9, 0));
    }

    private static void assertMessage(String part, Runnable body) {
        String message = assertThrows(IllegalArgumentException.class, body::run).getMessage();
        assertTrue(message.contains(part), message);
    }
}
