package org.interweave.learn.model.cdsasrec;

import static org.interweave.learn.model.TransferModels.BEAUTY_ELECTRONICS;
import static org.interweave.learn.model.TransferModels.FOOD_KITCHEN;
import static org.interweave.learn.model.TransferModels.TOY;
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
import org.interweave.learn.torch.Step;
import org.interweave.learn.torch.Torch;
import org.interweave.learn.train.RunConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class CdSasrecTest implements TransferContract {
    private static final String ID = "cd-sasrec";

    private static CdSasrec toy(String... settings) {
        return toy(TOY, Toy.WINDOW, settings);
    }

    private static CdSasrec toy(Catalog catalog, int window, String... settings) {
        return (CdSasrec) TransferModels.toy(ID, catalog, window, settings);
    }

    @Override
    public String id() {
        return ID;
    }

    @Override
    public float[][] states(Recommender model, Catalog catalog, int window, int[] history) {
        PairedSequences sequences = PairedSequences.of(catalog, 0, window, List.of(history));
        return TransferModels.rows(Step.infer(() ->
                Torch.array(((CdSasrec) model).states(sequences, Dropout.off()).values())));
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
    void aTokenKnowsNothingOfLaterTargetItems(Fusion fusion) {
        assertLaterTargetItemsAreUnknown("fusion=" + fusion, "layers=2");
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
    void anImpossibleSettingNamesTheValueAndWhatIsExpected() {
        TransferContract.assertRefused("sourceScale (0.0) must be above 0", () -> toy("sourceScale=0"));
    }
}
