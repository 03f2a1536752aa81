package org.interweave.learn.model.abxi;

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
import org.interweave.learn.torch.Precision;
import org.interweave.learn.torch.Torch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AbxiGoldenTest {
    private static final Path GOLDEN = Path.of("..", "golden", "abxi");

    @BeforeAll
    static void fullPrecision() {
        Torch.precision(Precision.HIGHEST);
    }

    static List<Path> fixtures() throws IOException {
        try (Stream<Path> files = Files.list(GOLDEN)) {
            return files.filter(file -> file.toString().endsWith(".safetensors"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void twoAndThreeDomainsHaveAFixture() throws IOException {
        assertEquals(2, fixtures().size());
    }

    @ParameterizedTest
    @MethodSource("fixtures")
    void productionPathAgreesWithTheIndependentImplementation(Path file) throws IOException {
        for (LossKernel kernel : List.of(LossKernel.VECTOR, LossKernel.TORCH)) {
            ParityReport report = Parity.check(file, kernel);
            assertTrue(report.passed(), () -> kernel + " " + report);
            assertTrue(report.groups().stream()
                            .mapToInt(ParityReport.Group::tensors)
                            .sum()
                    > 50);
        }
    }
}
