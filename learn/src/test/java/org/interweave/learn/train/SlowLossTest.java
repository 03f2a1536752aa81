package org.interweave.learn.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SlowLossTest {
    @Test
    void whoMissesTheVectorKernelWithoutHavingChosenSoIsTold() {
        RunConfig automatic = RunConfig.defaults("sasrec");
        assertTrue(SlowLoss.of(automatic, false).orElseThrow().contains("--add-modules=jdk.incubator.vector"));
        assertEquals(Optional.empty(), SlowLoss.of(automatic, true));
        assertEquals(Optional.empty(), SlowLoss.of(automatic.with(List.of("lossKernel=torch")), false));
    }
}
