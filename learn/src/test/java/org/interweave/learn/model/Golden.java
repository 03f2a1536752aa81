package org.interweave.learn.model;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.interweave.learn.nn.LossKernel;

/** The fixtures of the independent implementation, and the production path's agreement with one. */
public final class Golden {
    private Golden() {}

    /** Those of a model. */
    public static List<Path> fixtures(String model) throws IOException {
        try (Stream<Path> files = Files.list(Path.of("..", "golden", model))) {
            return files.filter(file -> file.toString().endsWith(".safetensors"))
                    .sorted()
                    .toList();
        }
    }

    /** Fails where a tensor is off, with either kernel; the reports tell how many were compared. */
    public static List<ParityReport> agreed(Path file) throws IOException {
        List<ParityReport> reports =
                List.of(Parity.check(file, LossKernel.VECTOR), Parity.check(file, LossKernel.TORCH));
        for (ParityReport report : reports) {
            assertTrue(report.passed(), report::toString);
        }
        return reports;
    }
}
