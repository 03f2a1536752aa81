package org.interweave.learn.model.cdasr;

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
import java.util.function.Function;
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
import org.interweave.learn.nn.Packed;
import org.interweave.learn.torch.Libtorch;
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

class CdAsrTest {
    private static final String ID = "cd-asr";
    private static final int[] HISTORY = {3, 22, 25, 7, 8, 31, 2, 33};
    private static final int[] SOURCE_PLACES = {1, 2, 5, 7};
    private static final int[] TARGET_PLACES = {0, 3, 4, 6};
    private static final int[] SOURCES_BEFORE_NEXT = {2, 2, 3, 4};

    @BeforeAll
    static void fullPrecision() {
        Libtorch.precision(Precision.HIGHEST);
        Libtorch.threads(1);
    }

    private static CdAsr toy(String... settings) {
        return toy(TOY, Toy.WINDOW, settings);
    }

    private static CdAsr toy(Catalog catalog, int window, String... settings) {
        return (CdAsr) TransferModels.toy(ID, catalog, window, settings);
    }

    private static float[][] states(
            CdAsr model, Catalog catalog, int window, int[] history, Function<CdAsr.States, Packed> part) {
        PairedSequences sequences = PairedSequences.of(catalog, 0, window, List.of(history));
        return TransferModels.rows(Step.infer(() ->
                Torch.array(part.apply(model.states(sequences, Dropout.off())).values())));
    }

    /** z of every target token. */
    private static float[][] states(CdAsr model, int[] history) {
        return states(model, TOY, Toy.WINDOW, history, CdAsr.States::both);
    }

    /** c of every target token. */
    private static float[][] contexts(CdAsr model, int[] history) {
        return states(model, TOY, Toy.WINDOW, history, CdAsr.States::general);
    }

    private static float[] item(CdAsr model, int item) {
        float[] table = Step.infer(() -> Torch.array(model.parameters().named().get("item_embedding")));
        return TransferModels.rows(table)[item];
    }

    private static int[] changed(int[] history, int place, int item) {
        int[] changed = history.clone();
        changed[place] = item;
        return changed;
    }

    @ParameterizedTest
    @CsvSource({
        "concat, classic, 7798016, 6894848",
        "tanh, classic, 7798016, 6894848",
        "sum, classic, 7666688, 6763520",
        "concat, house, 8188160, 7284992"
    })
    void parameterCountsAreThoseOfTheSizes(String fusion, String profile, long foodKitchen, long beautyElectronics) {
        String[] settings = {"fusion=" + fusion, "profile=" + profile, "target=food"};
        assertEquals(foodKitchen, TransferModels.count(ID, FOOD_KITCHEN, settings));
        settings[2] = "target=electronics";
        assertEquals(beautyElectronics, TransferModels.count(ID, BEAUTY_ELECTRONICS, settings));
    }

    @Test
    void onlyAnEncodedSourceHasAnEncoder() {
        String[] settings = {"target=food", "source=positioned"};
        assertEquals(7_798_016, TransferModels.count(ID, FOOD_KITCHEN, settings));
        settings[1] = "source=encoded";
        assertEquals(7_798_016 + 396_288, TransferModels.count(ID, FOOD_KITCHEN, settings));
    }

    /** Every logit is nearly 0 at first; a layer of small weights before the score makes the spread smaller than SASRec's. */
    @ParameterizedTest
    @CsvSource({"CONCAT, 4.867", "TANH, 4.867", "SUM, 4.93"})
    void firstLossIsLogOfCandidateCountAndTheLogitsSpread(Fusion fusion, double expected) {
        TrainingData data =
                new TrainingData(FOOD_KITCHEN, 47, IntStream.range(0, 64).toArray(), user -> new Random(user)
                        .ints(20, 1, FOOD_KITCHEN.items() + 1)
                        .toArray());
        Record config = RunConfig.defaults(ID)
                .with(List.of("target=food", "fusion=" + fusion))
                .settings();
        Recommender model = Models.byId(ID).build(config, data, 1);
        assertEquals(expected, loss(model, data, 7), fusion == Fusion.SUM ? 0.05 : 0.007);
        fill(model, "item_embedding", 0);
        assertEquals(Math.log(129), loss(model, data, 7), 1e-5);
    }

    @ParameterizedTest
    @EnumSource
    void theSumWithoutSourceItemsIsSasrec(EncoderProfile profile) {
        CdAsr model = toy("fusion=sum", "profile=" + profile);
        float[] expected = queries(sasrec(model, profile), new int[] {3, 7, 2, 9})[0];
        assertArrayEquals(expected, queries(model, new int[] {3, 7, 2, 9})[0], 1e-6f);
        assertNotEquals(expected[0], queries(model, new int[] {3, 7, 21, 2, 9})[0][0], 1e-3);
    }

    @Test
    void aLayerThatPassesOnCurrentPreferenceAloneIsSasrecOnTheTargetItems() {
        CdAsr model = toy();
        float[] w = new float[2 * WIDTH * WIDTH];
        for (int i = 0; i < WIDTH; i++) {
            w[(WIDTH + i) * WIDTH + i] = 1; // [0 ; I]
        }
        Parameters.assign(model.parameters().named().get("fusion.w"), Torch.floats(w, 2 * WIDTH, WIDTH));
        fill(model, "fusion.b", 0);
        assertArrayEquals(
                queries(sasrec(model, EncoderProfile.CLASSIC), new int[] {3, 7, 2})[0],
                queries(model, new int[] {21, 3, 30, 7, 2, 33})[0],
                1e-5f);
    }

    @Test
    void oneSourceItemIsReadAsItIsAndNoneAsZero() {
        CdAsr model = toy();
        assertArrayEquals(item(model, 25), contexts(model, new int[] {3, 25, 7})[0], 1e-6f);
        assertArrayEquals(item(model, 25), contexts(model, new int[] {3, 25, 7})[1], 1e-6f);
        assertArrayEquals(new float[WIDTH], contexts(model, new int[] {3, 7})[1]);
        CdAsr causal = toy("scope=causal");
        assertArrayEquals(new float[WIDTH], contexts(causal, new int[] {3, 7, 25, 2})[0]);
        assertArrayEquals(item(model, 25), contexts(causal, new int[] {3, 7, 25, 2})[1], 1e-6f);
    }

    @Test
    void withoutScoresTheMeanIsRead() {
        CdAsr model = toy();
        fill(model, "attention.w", 0);
        float[] found = contexts(model, new int[] {3, 22, 7, 31, 33})[0];
        for (int i = 0; i < WIDTH; i++) {
            double mean = (item(model, 22)[i] + item(model, 31)[i] + item(model, 33)[i]) / 3;
            assertEquals(mean, found[i], 1e-6);
        }
    }

    @ParameterizedTest
    @EnumSource
    void onlyItemsHaveNoOrder(SourceVectors source) {
        CdAsr model = toy("source=" + source);
        float[] found = queries(model, new int[] {3, 22, 31, 7, 33})[0];
        float[] permuted = queries(model, new int[] {3, 33, 22, 7, 31})[0];
        double largest = 0;
        for (int i = 0; i < WIDTH; i++) {
            largest = Math.max(largest, Math.abs(found[i] - permuted[i]));
        }
        assertEquals(source == SourceVectors.ITEMS, largest < 1e-5, "differs by " + largest);
    }

    @ParameterizedTest
    @CsvSource({"STATIC, ITEMS", "CAUSAL, ITEMS", "CAUSAL, POSITIONED", "CAUSAL, ENCODED"})
    void aSourceItemReachesTheTargetTokensInScope(SourceScope scope, SourceVectors source) {
        CdAsr model = toy("scope=" + scope, "source=" + source);
        float[][] before = states(model, HISTORY);
        for (int k = 0; k < SOURCE_PLACES.length; k++) {
            float[][] after = states(model, changed(HISTORY, SOURCE_PLACES[k], 40));
            for (int i = 0; i < before.length; i++) {
                boolean reached = scope == SourceScope.STATIC || SOURCES_BEFORE_NEXT[i] > k;
                assertEquals(reached, !Arrays.equals(before[i], after[i]), scope + " token " + i + ", source " + k);
            }
        }
    }

    @Test
    void currentPreferenceKnowsNothingOfTheSource() {
        CdAsr model = toy();
        assertArrayEquals(
                states(model, TOY, Toy.WINDOW, HISTORY, CdAsr.States::current),
                states(model, TOY, Toy.WINDOW, new int[] {3, 7, 8, 2}, CdAsr.States::current));
    }

    @ParameterizedTest
    @EnumSource
    void aTokenKnowsNothingOfLaterTargetItems(Fusion fusion) {
        CdAsr model = toy("fusion=" + fusion, "layers=2");
        float[][] before = states(model, HISTORY);
        for (int t = 0; t < TARGET_PLACES.length; t++) {
            float[][] after = states(model, changed(HISTORY, TARGET_PLACES[t], 19));
            for (int i = 0; i < TARGET_PLACES.length; i++) {
                assertEquals(i < t, Arrays.equals(before[i], after[i]), fusion + " token " + i + ", changed " + t);
            }
        }
    }

    /** The tables' first rows are the same for any window. */
    @Test
    void howMuchOfTheWindowIsVacantDoesNotMatter() {
        float[][] narrow = states(toy(TOY, 20), TOY, 20, HISTORY, CdAsr.States::both);
        float[][] wide = states(toy(TOY, 47), TOY, 47, HISTORY, CdAsr.States::both);
        for (int i = 0; i < narrow.length; i++) {
            assertArrayEquals(narrow[i], wide[i], 1e-5f);
        }
    }

    @ParameterizedTest
    @CsvSource({"STATIC, CLASSIC", "CAUSAL, CLASSIC", "STATIC, HOUSE", "CAUSAL, HOUSE"})
    void aQueryIsTheStateOfTheNewestTargetTokenAndZeroForWhoHasNone(SourceScope scope, EncoderProfile profile) {
        CdAsr model = toy("scope=" + scope, "profile=" + profile);
        float[][] found = queries(model, HISTORY, new int[] {21, 22}, new int[] {4});
        assertArrayEquals(states(model, HISTORY)[3], found[0], 1e-5f);
        assertArrayEquals(new float[WIDTH], found[1]);
        assertArrayEquals(states(model, new int[] {4})[0], found[2], 1e-5f);
        assertTrue(model.ranks(0) && !model.ranks(1));
    }

    @Test
    void allOtherDomainsAreTheSource() {
        Catalog three = new Toy(3, 1).catalog();
        CdAsr model = toy(three, Toy.WINDOW);
        fill(model, "attention.w", 0);
        float[] found = states(model, three, Toy.WINDOW, new int[] {3, 22, 45, 7}, CdAsr.States::general)[0];
        for (int i = 0; i < WIDTH; i++) {
            assertEquals((item(model, 22)[i] + item(model, 45)[i]) / 2, found[i], 1e-6);
        }
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
                    for (SourceVectors source : SourceVectors.values()) {
                        String[] settings = {
                            "profile=" + profile, "fusion=" + fusion, "scope=" + scope, "source=" + source
                        };
                        losses.add(loss(toy(settings), data, 0));
                    }
                }
            }
        }
        assertEquals(36, losses.size());
    }

    @ParameterizedTest
    @CsvSource({"CONCAT, STATIC, ITEMS", "TANH, CAUSAL, POSITIONED", "SUM, STATIC, ENCODED"})
    void fewUsersAreLearnedByHeart(Fusion fusion, SourceScope scope, SourceVectors source) {
        double last = TransferModels.afterLearningByHeart(ID, "fusion=" + fusion, "scope=" + scope, "source=" + source);
        assertTrue(last < 0.2, "still " + last);
    }

    @Test
    void dropoutDiffersFromPassToPassAndQueriesHaveNone() {
        TrainingData data = TransferModels.few();
        CdAsr model = toy("dropout=0.5");
        assertNotEquals(loss(model, data, 1), loss(model, data, 2));
        assertEquals(loss(model, data, 1), loss(model, data, 1));
        assertArrayEquals(queries(toy(), new int[] {3, 22, 7})[0], queries(model, new int[] {3, 22, 7})[0]);
    }

    @Test
    void impossibleSettingsNameTheValueAndWhatIsExpected() {
        assertMessage("temperature (0.0) must be above 0", () -> toy("temperature=0"));
        assertMessage("target names none. Try: --target d0", () -> toy("target="));
    }

    private static void assertMessage(String part, Runnable body) {
        String message = assertThrows(IllegalArgumentException.class, body::run).getMessage();
        assertTrue(message.contains(part), message);
    }
}
