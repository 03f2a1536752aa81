package org.interweave.learn.model.sasrec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.interweave.learn.model.Parity;
import org.interweave.learn.model.ParityReport;
import org.interweave.learn.nn.LossKernel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SasrecGoldenTest {
    private static final Path GOLDEN = Path.of("..", "golden", "sasrec");

    static List<Path> fixtures() throws IOException {
        try (Stream<Path> files = Files.list(GOLDEN)) {
            return files.filter(file -> file.toString().endsWith(".safetensors"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void bothProfilesBothVariantsAndThreeDomainsHaveAFixture() throws IOException {
        assertEquals(4, fixtures().size());
    }

    @ParameterizedTest
    @MethodSource("fixtures")
    void productionPathAgreesWithTheIndependentImplementation(Path file) throws IOException {
        for (LossKernel kernel : List.of(LossKernel.VECTOR, LossKernel.TORCH)) {
            ParityReport report = Parity.check(file, kernel);
            assertTrue(report.passed(), () -> kernel + " " + report);
            int[] tensors = report.groups().stream()
                    .mapToInt(ParityReport.Group::tensors)
                    .toArray();
            assertEquals(4, tensors.length);
            assertTrue(tensors[0] == 1 && tensors[1] >= 2 && tensors[2] >= 13 && tensors[3] >= 2, report::toString);
        }
    }
}
