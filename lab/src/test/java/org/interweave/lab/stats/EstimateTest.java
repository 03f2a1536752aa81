package org.interweave.lab.stats;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class EstimateTest {
    @Test
    void deviationDividesByOneLess() {
        Estimate estimate = Estimate.of(2, 4, 4, 4, 5, 5, 7, 9); // squares sum to 32
        assertEquals(8, estimate.n());
        assertEquals(5, estimate.mean());
        assertEquals(Math.sqrt(32.0 / 7), estimate.deviation(), 1e-15);
        assertTrue(estimate.spreads());
    }

    @Test
    void oneValueHasNoDeviation() {
        Estimate estimate = Estimate.of(List.of(0.25));
        assertEquals(0.25, estimate.mean());
        assertTrue(Double.isNaN(estimate.deviation()));
        assertFalse(estimate.spreads());
    }

    @Test
    void nothingIsAnError() {
        assertThrows(IllegalArgumentException.class, () -> Estimate.of());
    }
}
