package org.interweave.learn.model.abxi;

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

class AbxiGoldenTest {
    static List<Path> fixtures() throws IOException {
        return Golden.fixtures("abxi");
    }

    @Test
    void twoAndThreeDomainsHaveAFixture() throws IOException {
        assertEquals(2, fixtures().size());
    }

    @ParameterizedTest
    @MethodSource("fixtures")
    void productionPathAgreesWithTheIndependentImplementation(Path file) throws IOException {
        for (ParityReport report : Golden.agreed(file)) {
            assertTrue(report.groups().stream()
                            .mapToInt(ParityReport.Group::tensors)
                            .sum()
                    > 50);
        }
    }
}
