package org.interweave.learn.model.sasrec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.interweave.learn.model.Golden;
import org.interweave.learn.model.ParityReport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SasrecGoldenTest {
    static List<Path> fixtures() throws IOException {
        return Golden.fixtures("sasrec");
    }

    @Test
    void bothProfilesBothVariantsAndThreeDomainsHaveAFixture() throws IOException {
        assertEquals(4, fixtures().size());
    }

    @ParameterizedTest
    @MethodSource("fixtures")
    void productionPathAgreesWithTheIndependentImplementation(Path file) throws IOException {
        for (ParityReport report : Golden.agreed(file)) {
            int[] tensors = report.groups().stream()
                    .mapToInt(ParityReport.Group::tensors)
                    .toArray();
            assertEquals(4, tensors.length);
            assertTrue(tensors[0] == 1 && tensors[1] >= 2 && tensors[2] >= 13 && tensors[3] >= 2, report::toString);
        }
    }
}
