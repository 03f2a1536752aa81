package org.interweave.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.interweave.core.data.DataException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LabShowTest {
    private static final Path RESULTS = Path.of("..", "docs", "results");

    @TempDir
    private Path directory;

    @Test
    void thePublishedPageIsRenderedFromTheRecords() throws IOException {
        assertEquals(
                LabShowCommand.render(RESULTS),
                Files.readString(RESULTS.resolve("README.md")),
                "Try: ./interweave lab show docs/results --write");
    }

    @Test
    void aDirectoryWithoutRecordsIsAnError() {
        String message = assertThrows(DataException.class, () -> LabShowCommand.render(directory))
                .getMessage();
        assertTrue(message.startsWith(directory + ": no records. Try: "), message);
    }
}
