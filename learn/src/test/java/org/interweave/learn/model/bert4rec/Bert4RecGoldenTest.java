package org.interweave.learn.model.bert4rec;

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

class Bert4RecGoldenTest {
    static List<Path> fixtures() throws IOException {
        return Golden.fixtures("bert4rec");
    }

    @Test
    void bothVariantsAndThreeDomainsHaveAFixture() throws IOException {
        assertEquals(3, fixtures().size());
    }

    @ParameterizedTest
    @MethodSource("fixtures")
    void productionPathAgreesWithTheIndependentImplementation(Path file) throws IOException {
        for (ParityReport report : Golden.agreed(file)) {
            int[] tensors = report.groups().stream()
                    .mapToInt(ParityReport.Group::tensors)
                    .toArray();
            assertEquals(4, tensors.length);
            assertTrue(tensors[0] == 2 && tensors[1] >= 2 && tensors[2] >= 21 && tensors[3] >= 2, report::toString);
        }
    }
}
