package org.interweave.learn.model.bert4rec;

import static org.interweave.learn.model.bert4rec.Bert4RecTest.batch;
import static org.interweave.learn.model.bert4rec.Bert4RecTest.head;
import static org.interweave.learn.model.bert4rec.Bert4RecTest.parts;
import static org.interweave.learn.model.bert4rec.Bert4RecTest.refilled;
import static org.interweave.learn.model.bert4rec.Bert4RecTest.row;
import static org.interweave.learn.model.bert4rec.Bert4RecTest.small;
import static org.interweave.learn.model.bert4rec.Bert4RecTest.states;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.interweave.core.batch.ClozeBatch;
import org.interweave.core.batch.QueryBatch;
import org.interweave.core.data.Catalog;
import org.interweave.learn.model.TorchScorer;
import org.interweave.learn.model.Toy;
import org.interweave.learn.torch.Libtorch;
import org.interweave.learn.torch.Parameters;
import org.interweave.learn.torch.Precision;
import org.interweave.learn.torch.Step;
import org.interweave.learn.torch.Torch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What tokens know of each other, and what is asked and scored with it. */
class Bert4RecScoresTest {
    @BeforeAll
    static void fullPrecision() {
        Libtorch.precision(Precision.HIGHEST);
        Libtorch.threads(1);
    }

    @Test
    void aTokenKnowsWhatComesBeforeAndAfterIt() {
        Bert4Rec model = refilled(new Toy(2, 1).catalog());
        int mask = model.tokens().mask();
        int[] sequence = {3, mask, 7, 31, mask, 12};
        float[][] before = states(model, sequence);
        for (int t = 0; t < sequence.length; t++) {
            int[] changed = sequence.clone();
            changed[t] = 40;
            float[][] after = states(model, changed);
            for (int i = 0; i < sequence.length; i++) {
                assertFalse(Arrays.equals(before[i], after[i]), "token " + i + ", changed " + t);
            }
        }
    }

    @Test
    void vacantSlotsAreNotSeen() {
        Catalog catalog = new Toy(2, 1).catalog();
        Bert4Rec full = new Bert4Rec(small(), catalog, 2, 0);
        Bert4Rec wide = new Bert4Rec(small(), catalog, 19, 0);
        full.parameters().named().forEach(Toy::refill);
        wide.parameters().named().forEach(Toy::refill); // the tables' first rows are the same for any window
        float[][] expected = states(full, 3, 25, 7);
        float[][] found = states(wide, 3, 25, 7);
        for (int i = 0; i < expected.length; i++) {
            assertArrayEquals(expected[i], found[i], 1e-5f);
        }
    }

    @Test
    void aQueryIsTheHeadOfAMaskAfterTheNewestItems() {
        Catalog catalog = new Toy(2, 1).catalog();
        Bert4Rec all = refilled(catalog, "layers=2");
        Bert4Rec second = refilled(catalog, "layers=2", "target=d1");
        int[] long12 = {30, 31, 32, 1, 2, 3, 4, 5, 6, 7, 8, 9};
        QueryBatch batch = new QueryBatch(catalog, Toy.WINDOW, List.of(new int[] {4, 21, 5}, new int[] {7, 8}, long12));
        float[] ofAll = Step.infer(() -> Torch.array(all.queries(batch, 0)));
        float[] ofSecond = Step.infer(() -> Torch.array(second.queries(batch, 1)));
        assertArrayEquals(headOfLast(all, 4, 21, 5, 41), row(ofAll, 0), 1e-5f);
        assertArrayEquals(headOfLast(all, 7, 8, 41), row(ofAll, 1), 1e-5f);
        assertArrayEquals(headOfLast(all, 1, 2, 3, 4, 5, 6, 7, 8, 9, 41), row(ofAll, 2), 1e-5f);
        assertArrayEquals(headOfLast(second, 1, 21), row(ofSecond, 0), 1e-5f);
        assertArrayEquals(headOfLast(second, 21), row(ofSecond, 1), 1e-5f);
        assertArrayEquals(headOfLast(second, 10, 11, 12, 21), row(ofSecond, 2), 1e-5f); // filtered first, cut then
        assertTrue(all.ranks(0) && all.ranks(1) && !second.ranks(0) && second.ranks(1));
    }

    private static float[] headOfLast(Bert4Rec model, int... sequence) {
        return head(model, states(model, sequence)[sequence.length - 1]);
    }

    @Test
    void aBiasRaisesTheItemsScoreByItselfAndItsLogitByItselfOverTheTemperature() {
        Toy toy = new Toy(2, 1);
        Bert4Rec model = refilled(toy.catalog());
        int[] history = {4, 21, 5};
        int item = 33;
        ClozeBatch asked = batch(model, new int[] {4, 21, model.tokens().mask()}, new int[] {item}, new int[] {24}, 1);
        TorchScorer scorer = new TorchScorer(model, toy.catalog(), Toy.WINDOW);
        float[] scoresBefore = scorer.scores(1, List.of(history))[0];
        double oddsBefore = Math.log(Math.expm1(parts(model, asked).get(1))); // logit of the other item less the item's
        Tensor bias = model.parameters().named().get("item_bias");
        float[] raised = Torch.array(bias);
        raised[item] += 1;
        Parameters.assign(bias, Torch.floats(raised, bias.shape()));
        float[] scoresAfter = scorer.scores(1, List.of(history))[0];
        for (int i = 0; i < scoresAfter.length; i++) {
            assertEquals(i == item - 21 ? 1 : 0, scoresAfter[i] - scoresBefore[i], 1e-5, "item " + (21 + i));
        }
        double oddsAfter = Math.log(Math.expm1(parts(model, asked).get(1)));
        assertEquals(1 / 0.75, oddsBefore - oddsAfter, 1e-3);
    }
}
