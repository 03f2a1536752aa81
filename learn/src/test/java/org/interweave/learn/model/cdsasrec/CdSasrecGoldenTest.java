package org.interweave.learn.model.cdsasrec;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.interweave.learn.model.Golden;
import org.interweave.learn.model.ParityReport;
import org.junit.jupiter.api.Test;

class CdSasrecGoldenTest {
    @Test
    void productionPathAgreesWithTheIndependentImplementation() throws IOException {
        List<Path> fixtures = Golden.fixtures("cd-sasrec");
        assertEquals(1, fixtures.size());
        for (ParityReport report : Golden.agreed(fixtures.get(0))) {
            // Rows, counts and labels; hs, g and z; one domain's loss is the whole; weights by name; queries and
            // scores.
            assertEquals(
                    List.of(9, 3, 2, 30, 2),
                    report.groups().stream().map(ParityReport.Group::tensors).toList());
        }
    }
}
