package org.interweave.learn.model.cdsasrec;

import static org.interweave.learn.model.TransferModels.BEAUTY_ELECTRONICS;
import static org.interweave.learn.model.TransferModels.FOOD_KITCHEN;
import static org.interweave.learn.model.TransferModels.TOY;
import static org.interweave.learn.model.TransferModels.WIDTH;
import static org.interweave.learn.model.TransferModels.fill;
import static org.interweave.learn.model.TransferModels.loss;
import static org.interweave.learn.model.TransferModels.queries;
import static org.interweave.learn.model.TransferModels.sasrec;
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
import org.interweave.core.batch.PairedSequences;
import org.interweave.core.batch.SourceScope;
import org.interweave.core.data.Catalog;
import org.interweave.core.split.TrainingData;
import org.interweave.learn.model.Models;
import org.interweave.learn.model.Recommender;
import org.interweave.learn.model.Toy;
import org.interweave.learn.model.TransferModels;
import org.interweave.learn.nn.Dropout;
import org.interweave.learn.nn.EncoderProfile;
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

class CdSasrecTest {
    private static final String ID = "cd-sasrec";

    @BeforeAll
    static void fullPrecision() {
        Libtorch.precision(Precision.HIGHEST);
        Libtorch.threads(1);
    }

    private static CdSasrec toy(String... settings) {
        return toy(TOY, Toy.WINDOW, settings);
    }

    private static CdSasrec toy(Catalog catalog, int window, String... settings) {
        return (CdSasrec) TransferModels.toy(ID, catalog, window, settings);
    }

    /** z of every target token. */
    private static float[][] states(CdSasrec model, Catalog catalog, int window, int[] history) {
        PairedSequences sequences = PairedSequences.of(catalog, 0, window, List.of(history));
        return TransferModels.rows(Step.infer(
                () -> Torch.array(model.states(sequences, Dropout.off()).values())));
    }

    private static float[][] states(CdSasrec model, int[] history) {
        return states(model, TOY, Toy.WINDOW, history);
    }

    @ParameterizedTest
    @CsvSource({
        "add, classic, 7997440, 7094272",
        "multiply-position, classic, 7997440, 7094272",
        "concat, classic, 8128768, 7225600",
        "add, house, 8777728, 7874560"
    })
    void parameterCountsAreThoseOfTheSizes(String fusion, String profile, long foodKitchen, long beautyElectronics) {
        String[] settings = {"fusion=" + fusion, "profile=" + profile, "target=food"};
        assertEquals(foodKitchen, TransferModels.count(ID, FOOD_KITCHEN, settings));
        settings[2] = "target=electronics";
        assertEquals(beautyElectronics, TransferModels.count(ID, BEAUTY_ELECTRONICS, settings));
    }

    /** Every logit is nearly 0 at first, with a spread that follows from the table's and the last norm's scale. */
    @ParameterizedTest
    @EnumSource
    void firstLossIsLogOfCandidateCountAndTheLogitsSpread(Fusion fusion) {
        TrainingData data =
                new TrainingData(FOOD_KITCHEN, 47, IntStream.range(0, 64).toArray(), user -> new Random(user)
                        .ints(20, 1, FOOD_KITCHEN.items() + 1)
                        .toArray());
        Record config = RunConfig.defaults(ID)
                .with(List.of("target=food", "fusion=" + fusion))
                .settings();
        Recommender model = Models.byId(ID).build(config, data, 1);
        assertEquals(4.93, loss(model, data, 7), 0.05);
        fill(model, "item_embedding", 0);
        assertEquals(Math.log(129), loss(model, data, 7), 1e-5);
    }

    @ParameterizedTest
    @EnumSource
    void withoutSourceItemsItIsSasrec(EncoderProfile profile) {
        CdSasrec model = toy("profile=" + profile);
        int[][] histories = {{3, 7, 2, 9}, {5}};
        float[][] expected = queries(sasrec(model, profile), histories);
        assertArrayEquals(expected[0], queries(model, histories)[0], 1e-6f);
        assertArrayEquals(expected[1], queries(model, histories)[1], 1e-6f);
        assertNotEquals(expected[0][0], queries(model, new int[] {3, 7, 21, 2, 9})[0][0], 1e-3);
    }

    @Test
    void withoutAnythingToTransferItIsSasrecOnTheTargetItems() {
        CdSasrec model = toy();
        fill(model, "encoder.source.final_norm", 0);
        assertArrayEquals(
                queries(sasrec(model, EncoderProfile.CLASSIC), new int[] {3, 7, 2})[0],
                queries(model, new int[] {21, 3, 30, 7, 2, 33})[0],
                1e-6f);
    }

    @Test
    void positionsMultipliedByNothingAreNone() {
        CdSasrec model = toy("fusion=multiply-position");
        Recommender sasrec = sasrec(model, EncoderProfile.CLASSIC);
        fill(sasrec, "position_embedding", 0);
        assertArrayEquals(queries(sasrec, new int[] {3, 7, 2})[0], queries(model, new int[] {3, 7, 2})[0], 1e-6f);
    }

    @ParameterizedTest
    @EnumSource
    void aSourceItemReachesTheTargetTokensInScope(SourceScope scope) {
        CdSasrec model = toy("scope=" + scope);
        int[] history = {3, 22, 25, 7, 8, 31, 2, 33};
        int[] sourcePlaces = {1, 2, 5, 7};
        int[] sourcesBeforeNext = {2, 2, 3, 4};
        float[][] before = states(model, history);
        for (int k = 0; k < sourcePlaces.length; k++) {
            int[] changed = history.clone();
            changed[sourcePlaces[k]] = 40;
            float[][] after = states(model, changed);
            for (int i = 0; i < before.length; i++) {
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
        float[][] before = states(model, history);
        for (int t = 0; t < targetPlaces.length; t++) {
            int[] changed = history.clone();
            changed[targetPlaces[t]] = 19;
            float[][] after = states(model, changed);
            for (int i = 0; i < targetPlaces.length; i++) {
                assertEquals(i < t, Arrays.equals(before[i], after[i]), fusion + " token " + i + ", changed " + t);
            }
        }
    }

    /** The tables' first rows are the same for any window. */
    @Test
    void howMuchOfTheWindowIsVacantDoesNotMatter() {
        int[] history = {3, 22, 7, 31};
        float[][] narrow = states(toy(TOY, 20), TOY, 20, history);
        float[][] wide = states(toy(TOY, 47), TOY, 47, history);
        for (int i = 0; i < narrow.length; i++) {
            assertArrayEquals(narrow[i], wide[i], 1e-5f);
        }
    }

    @ParameterizedTest
    @CsvSource({"STATIC, CLASSIC", "CAUSAL, CLASSIC", "STATIC, HOUSE", "CAUSAL, HOUSE"})
    void aQueryIsTheStateOfTheNewestTargetTokenAndZeroForWhoHasNone(SourceScope scope, EncoderProfile profile) {
        CdSasrec model = toy("scope=" + scope, "profile=" + profile);
        int[] history = {3, 22, 7, 31};
        float[][] found = queries(model, history, new int[] {21, 22}, new int[] {4});
        assertArrayEquals(states(model, history)[1], found[0], 1e-5f);
        assertArrayEquals(new float[WIDTH], found[1]);
        assertArrayEquals(states(model, new int[] {4})[0], found[2], 1e-5f);
        assertTrue(model.ranks(0) && !model.ranks(1));
    }

    @Test
    void allOtherDomainsAreTheSource() {
        Catalog three = new Toy(3, 1).catalog();
        CdSasrec model = toy(three, Toy.WINDOW);
        float found = states(model, three, Toy.WINDOW, new int[] {3, 22, 45, 7})[1][0];
        assertNotEquals(found, states(model, three, Toy.WINDOW, new int[] {3, 23, 45, 7})[1][0]);
        assertNotEquals(found, states(model, three, Toy.WINDOW, new int[] {3, 22, 46, 7})[1][0]);
        assertNotEquals(found, states(model, three, Toy.WINDOW, new int[] {3, 45, 22, 7})[1][0]);
    }

    @Test
    void theUsersOwnSourceItemsLearnAndNoOthers() {
        TrainingData data = new TrainingData(TOY, Toy.WINDOW, new int[] {0}, user -> new int[] {1, 25, 2, 26, 3});
        float[][] gradients = TransferModels.itemGradients(toy(), data);
        for (int item = 21; item <= 40; item++) {
            boolean own = item == 25 || item == 26;
            assertEquals(own, !Arrays.equals(gradients[item], new float[WIDTH]), "item " + item);
        }
        assertArrayEquals(new float[WIDTH], gradients[0]);
    }

    @Test
    void everySwitchGivesAnotherLoss() {
        TrainingData data = TransferModels.few();
        Set<Double> losses = new HashSet<>();
        for (EncoderProfile profile : EncoderProfile.values()) {
            for (Fusion fusion : Fusion.values()) {
                for (SourceScope scope : SourceScope.values()) {
                    for (double scale : new double[] {0.1, 1}) {
                        String[] settings = {
                            "profile=" + profile, "fusion=" + fusion, "scope=" + scope, "sourceScale=" + scale
                        };
                        losses.add(loss(toy(settings), data, 0));
                    }
                }
            }
        }
        assertEquals(24, losses.size());
    }

    @ParameterizedTest
    @CsvSource({"ADD, STATIC", "ADD, CAUSAL", "MULTIPLY_POSITION, STATIC", "CONCAT, STATIC", "CONCAT, CAUSAL"})
    void fewUsersAreLearnedByHeart(Fusion fusion, SourceScope scope) {
        double last = TransferModels.afterLearningByHeart(ID, "fusion=" + fusion, "scope=" + scope);
        assertTrue(last < 0.2, "still " + last);
    }

    @Test
    void dropoutDiffersFromPassToPassAndQueriesHaveNone() {
        TrainingData data = TransferModels.few();
        CdSasrec model = toy("dropout=0.5");
        assertNotEquals(loss(model, data, 1), loss(model, data, 2));
        assertEquals(loss(model, data, 1), loss(model, data, 1));
        assertArrayEquals(queries(toy(), new int[] {3, 22, 7})[0], queries(model, new int[] {3, 22, 7})[0]);
    }

    @Test
    void impossibleSettingsNameTheValueAndWhatIsExpected() {
        assertMessage("sourceScale (0.0) must be above 0", () -> toy("sourceScale=0"));
        assertMessage("target names none. Try: --target d0", () -> toy("target="));
    }

    private static void assertMessage(String part, Runnable body) {
        String message = assertThrows(IllegalArgumentException.class, body::run).getMessage();
        assertTrue(message.contains(part), message);
    }
}
