package org.interweave.learn.model.dream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.interweave.learn.model.Parity;
import org.interweave.learn.model.ParityReport;
import org.interweave.learn.nn.LossKernel;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DreamGoldenTest {
    private static final Path GOLDEN = Path.of("..", "golden", "dream", "default.safetensors");

    @ParameterizedTest
    @EnumSource(names = {"VECTOR", "TORCH"})
    void productionPathAgreesWithTheIndependentImplementation(LossKernel kernel) throws IOException {
        ParityReport report = Parity.check(GOLDEN, kernel);
        assertTrue(report.passed(), report::toString);
        // Two kinds of targets and the partners; f, h_k and z; a gate per domain; weights by name; queries and scores.
        assertEquals(
                List.of(3, 4, 2, 7, 52, 4),
                report.groups().stream().map(ParityReport.Group::tensors).toList());
    }
}
