package org.interweave.lab.stats;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import org.junit.jupiter.api.Test;

class HolmTest {
    /** Sorted .005 .01 .03 .04 times 4 3 2 1 is .02 .03 .06 .04; the last may not be below the one before it. */
    @Test
    void stepsDown() {
        assertArrayEquals(new double[] {0.03, 0.06, 0.06, 0.02}, Holm.correct(0.01, 0.04, 0.03, 0.005), 1e-15);
    }

    @Test
    void neverAboveOne() {
        assertArrayEquals(new double[] {1, 1, 1}, Holm.correct(0.5, 0.9, 0.6), 0);
    }

    @Test
    void oneComparisonNeedsNoCorrection() {
        assertArrayEquals(new double[] {0.02}, Holm.correct(0.02), 0);
        assertArrayEquals(new double[0], Holm.correct(), 0);
    }
}
