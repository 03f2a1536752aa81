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
import static org.junit.jupiter.api.Assertions.assertTrue;

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
import org.interweave.learn.model.TransferContract;
import org.interweave.learn.model.TransferModels;
import org.interweave.learn.nn.Dropout;
import org.interweave.learn.nn.EncoderProfile;
import org.interweave.learn.nn.Packed;
import org.interweave.learn.torch.Parameters;
import org.interweave.learn.torch.Step;
import org.interweave.learn.torch.Torch;
import org.interweave.learn.train.RunConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class CdAsrTest implements TransferContract {
    private static final String ID = "cd-asr";

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

    @Override
    public String id() {
        return ID;
    }

    @Override
    public float[][] states(Recommender model, Catalog catalog, int window, int[] history) {
        return states((CdAsr) model, catalog, window, history, CdAsr.States::both);
    }

    /** c of every target token. */
    private static float[][] contexts(CdAsr model, int[] history) {
        return states(model, TOY, Toy.WINDOW, history, CdAsr.States::general);
    }

    private static float[] item(CdAsr model, int item) {
        float[] table = Step.infer(() -> Torch.array(model.parameters().named().get("item_embedding")));
        return TransferModels.rows(table)[item];
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
    @EnumSource(names = {"POSITIONED", "ENCODED"})
    void whateverStandsForASourceItemReachesTheTargetTokensInScope(SourceVectors source) {
        assertSourceItemsReach(SourceScope.CAUSAL, "scope=causal", "source=" + source);
    }

    @ParameterizedTest
    @EnumSource
    void aTokenKnowsNothingOfLaterTargetItems(Fusion fusion) {
        assertLaterTargetItemsAreUnknown("fusion=" + fusion, "layers=2");
    }

    @Test
    void currentPreferenceKnowsNothingOfTheSource() {
        CdAsr model = toy();
        assertArrayEquals(
                states(model, TOY, Toy.WINDOW, HISTORY, CdAsr.States::current),
                states(model, TOY, Toy.WINDOW, new int[] {3, 7, 8, 2}, CdAsr.States::current));
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
    void anImpossibleSettingNamesTheValueAndWhatIsExpected() {
        TransferContract.assertRefused("temperature (0.0) must be above 0", () -> toy("temperature=0"));
    }
}
