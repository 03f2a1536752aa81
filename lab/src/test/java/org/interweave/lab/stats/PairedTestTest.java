package org.interweave.lab.stats;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class PairedTestTest {
    /** Hours of sleep gained with two drugs, the example of Student's paper of 1908: t = 4.0621 with 9 degrees of freedom, two-sided p = 0.002833. */
    @Test
    void studentsSleep() {
        double[] first = {0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0};
        double[] second = {1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4};
        PairedTest test = PairedTest.of(second, first).orElseThrow();
        assertEquals(10, test.pairs());
        assertEquals(1.58, test.difference(), 1e-12);
        assertEquals(4.0621, test.t(), 5e-5);
        assertEquals(0.002833, test.p(), 5e-7);
        PairedTest turned = PairedTest.of(first, second).orElseThrow();
        assertEquals(-test.t(), turned.t(), 1e-12);
        assertEquals(test.p(), turned.p(), 1e-15);
    }

    /** With one degree of freedom the distribution is Cauchy's: differences 1 and 3 give t = 2 and p = 1 - 2 atan(2) / pi. */
    @Test
    void twoPairsByHand() {
        PairedTest test =
                PairedTest.of(new double[] {1, 3}, new double[] {0, 0}).orElseThrow();
        assertEquals(2, test.t(), 1e-12);
        assertEquals(1 - 2 * Math.atan(2) / Math.PI, test.p(), 1e-12);
    }

    @Test
    void onePairIsNotEnough() {
        assertTrue(PairedTest.of(new double[] {1}, new double[] {2}).isEmpty());
        assertTrue(PairedTest.of(new double[0], new double[0]).isEmpty());
    }

    @Test
    void equalDifferencesLeaveNoDoubt() {
        assertEquals(
                0,
                PairedTest.of(new double[] {2, 3}, new double[] {1, 2})
                        .orElseThrow()
                        .p());
        assertEquals(
                1,
                PairedTest.of(new double[] {2, 3}, new double[] {2, 3})
                        .orElseThrow()
                        .p());
    }

    @Test
    void unpairedValuesAreAnError() {
        assertThrows(IllegalArgumentException.class, () -> PairedTest.of(new double[2], new double[3]));
    }
}
