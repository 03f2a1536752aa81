package org.interweave.learn.model.c2dsr;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.interweave.learn.model.Golden;
import org.interweave.learn.model.ParityReport;
import org.junit.jupiter.api.Test;

class C2dsrGoldenTest {
    @Test
    void productionPathAgreesWithTheIndependentImplementation() throws IOException {
        for (ParityReport report : Golden.agreed(Path.of("..", "golden", "c2dsr", "default.safetensors"))) {
            // Two kinds of targets and three graphs; Z, h, h of corrupted copies, verdicts; weights by name; queries
            // and scores.
            assertEquals(
                    List.of(11, 12, 7, 61, 4),
                    report.groups().stream().map(ParityReport.Group::tensors).toList());
        }
    }
}
