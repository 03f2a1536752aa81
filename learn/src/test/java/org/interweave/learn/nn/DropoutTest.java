package org.interweave.learn.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.interweave.learn.torch.Libtorch;
import org.interweave.learn.torch.Step;
import org.interweave.learn.torch.Torch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class DropoutTest {
    @BeforeAll
    static void load() {
        Libtorch.load();
    }

    private static float[] mask(Dropout dropout, int rows) {
        return Step.infer(() -> Torch.array(dropout.apply(Torch.ones(rows, 256))));
    }

    @Test
    void keepsTheExpectationAndDropsTheGivenShare() {
        for (double p : new double[] {0.1, 0.5, 0.9}) {
            float[] mask = mask(Dropout.seeded(p, 3), 4000);
            float keep = (float) (1 / (1 - p));
            int dropped = 0;
            for (float m : mask) {
                assertTrue(m == 0 || m == keep, "found " + m);
                dropped += m == 0 ? 1 : 0;
            }
            assertEquals(p, dropped / (double) mask.length, 0.002);
        }
    }

    @Test
    void sameSeedGivesTheSameMasksAndAnotherSeedOthers() {
        assertArrayEquals(mask(Dropout.seeded(0.5, 9), 300), mask(Dropout.seeded(0.5, 9), 300));
        assertFalse(Arrays.equals(mask(Dropout.seeded(0.5, 9), 300), mask(Dropout.seeded(0.5, 10), 300)));
    }

    @Test
    void masksOfOnePassAreIndependent() {
        Dropout dropout = Dropout.seeded(0.5, 1);
        float[] first = mask(dropout, 2000);
        float[] second = mask(dropout, 2000);
        int both = 0;
        int next = 0;
        for (int i = 0; i + 1 < first.length; i++) {
            both += first[i] != 0 && second[i] != 0 ? 1 : 0;
            next += first[i] != 0 && first[i + 1] != 0 ? 1 : 0;
        }
        assertEquals(0.25, both / (double) first.length, 0.003);
        assertEquals(0.25, next / (double) first.length, 0.003);
    }

    /** The sum of n elements of a mask has a binomial share of them. */
    @Test
    void theMeanOfSeveralElementsSpreadsAsIfEachWereDroppedByItself() {
        Dropout dropout = Dropout.seeded(0.3, 4);
        for (int n : new int[] {1, 8}) {
            double sum = 0;
            double squares = 0;
            int rows = 50_000;
            for (int row = 0; row < rows; row++) {
                double kept = dropout.keptOf(n, row);
                assertEquals(Math.rint(kept * n * 0.7), kept * n * 0.7, 1e-4);
                sum += kept;
                squares += kept * kept;
            }
            double mean = sum / rows;
            assertEquals(1, mean, 0.01);
            assertEquals(0.3 / 0.7 / n, squares / rows - mean * mean, 0.01);
        }
        assertEquals(0, dropout.keptOf(0, 3));
    }

    @Test
    void offChangesNothing() {
        assertArrayEquals(
                new float[] {1, 2},
                Step.infer(() -> Torch.array(Dropout.off().apply(Torch.floats(new float[] {1, 2}, 2)))));
    }

    /** A domain may have no token in a batch. */
    @Test
    void nothingStaysNothing() {
        assertEquals(0, mask(Dropout.seeded(0.5, 1), 0).length);
    }
}
