package org.interweave.learn.model.mgcl;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.interweave.learn.model.Golden;
import org.interweave.learn.model.ParityReport;
import org.junit.jupiter.api.Test;

class MgclGoldenTest {
    @Test
    void productionPathAgreesWithTheIndependentImplementation() throws IOException {
        for (ParityReport report : Golden.agreed(Path.of("..", "golden", "mgcl", "default.safetensors"))) {
            // Rows, counts and labels of batch and queries and the graph; G, e, a, b, o' and z; a gate per row; weights
            // by name.
            assertEquals(
                    List.of(11, 7, 2, 5, 69, 2),
                    report.groups().stream().map(ParityReport.Group::tensors).toList());
        }
    }
}
