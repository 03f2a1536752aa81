package org.interweave.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class OtherLoadTest {
    @Test
    void whatIsBusyAndNotOursIsOthers() {
        OtherLoad.Ticks before =
                OtherLoad.Ticks.of(List.of("cpu  100 0 50 800 50 0 0 0 7 0", "cpu0 1", "cpu1 1", "intr 5"));
        OtherLoad.Ticks after =
                OtherLoad.Ticks.of(List.of("cpu  220 0 60 830 60 0 0 30 9 0", "cpu0 1", "cpu1 1", "intr 5"));
        assertEquals(new OtherLoad.Ticks(150, 1000, 2), before);
        // 160 of 200 ticks of two cores were busy, the thirty stolen ones among them: 1.6 cores
        assertEquals(0.4, OtherLoad.others(before, after, 1.2), 1e-12);
        assertEquals(0, OtherLoad.others(before, after, 1.7), 1e-12);
        assertEquals(0, OtherLoad.others(before, before, 1), 1e-12);
    }
}
