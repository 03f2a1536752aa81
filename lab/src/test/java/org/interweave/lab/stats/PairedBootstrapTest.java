package org.interweave.lab.stats;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PairedBootstrapTest {
    /** The interval of a mean of many is the normal one: mean ± 1.96 standard errors. */
    @Test
    void agreesWithTheNormalInterval() {
        Random random = new Random(5);
        double[] first = random.doubles(2_000).toArray();
        double[] second = random.doubles(2_000).toArray();
        double[] differences = new double[first.length];
        Arrays.setAll(differences, i -> first[i] - second[i]);
        Estimate estimate = Estimate.of(differences);
        double error = estimate.deviation() / Math.sqrt(differences.length);
        PairedBootstrap bootstrap = PairedBootstrap.of(first, second);
        assertEquals(2_000, bootstrap.users());
        assertEquals(10_000, bootstrap.resamples());
        assertEquals(estimate.mean(), bootstrap.difference(), 1e-12);
        assertEquals(estimate.mean() - 1.96 * error, bootstrap.low(), 0.06 * error);
        assertEquals(estimate.mean() + 1.96 * error, bootstrap.high(), 0.06 * error);
    }

    /** Two users that differ by 1 and by -1: resampled means are -1, 0, 0, 1 with equal chance, so both tails hold three quarters. */
    @Test
    void countsWhatLiesOnZeroOnBothSides() {
        PairedBootstrap bootstrap = PairedBootstrap.of(new double[] {1, 0}, new double[] {0, 1});
        assertEquals(0, bootstrap.difference());
        assertEquals(-1, bootstrap.low());
        assertEquals(1, bootstrap.high());
        assertEquals(1, bootstrap.p());
    }

    /** Three users that differ by 2, 2 and -1: only the draw of the last one three times is below 0, chance 1/27, and means of 0 are two of it, chance 6/27. */
    @Test
    void smallCaseByHand() {
        double[] first = {2, 2, -1};
        PairedBootstrap bootstrap = PairedBootstrap.of(first, new double[3], 200_000, 1);
        assertEquals(1, bootstrap.difference(), 1e-12);
        assertEquals(2 * (1 + 6) / 27.0, bootstrap.p(), 0.006);
    }

    @Test
    void neverSaysThatSomethingIsImpossible() {
        double[] first = {1, 1, 1};
        assertEquals(2.0 / 10_001, PairedBootstrap.of(first, new double[3]).p(), 1e-15);
    }

    @Test
    void sameSeedSameResult() {
        double[] first = new Random(1).doubles(50).toArray();
        double[] second = new Random(2).doubles(50).toArray();
        assertEquals(PairedBootstrap.of(first, second), PairedBootstrap.of(first, second));
        assertNotEquals(
                PairedBootstrap.of(first, second, 1_000, 1).low(),
                PairedBootstrap.of(first, second, 1_000, 2).low());
    }

    @Test
    void pairsStayTogether() {
        double[] first = new Random(3).doubles(40).toArray();
        double[] second = Arrays.stream(first).map(v -> v - 0.001).toArray();
        PairedBootstrap bootstrap = PairedBootstrap.of(first, second);
        assertTrue(bootstrap.low() > 0.0009 && bootstrap.high() < 0.0011, bootstrap.toString());
    }

    @Test
    void noPairsIsAnError() {
        assertThrows(IllegalArgumentException.class, () -> PairedBootstrap.of(new double[0], new double[0]));
        assertThrows(IllegalArgumentException.class, () -> PairedBootstrap.of(new double[1], new double[2]));
    }
}
