package org.interweave.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.interweave.learn.train.RunRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultsTest {
    private static final Path RESULTS = Path.of("..", "docs", "results");

    @TempDir
    private Path directory;

    /** Nobody typed a number: the page is what the records render to. */
    @Test
    void thePublishedPageIsRenderedFromTheRecords() throws IOException {
        assertEquals(
                ResultsCommand.render(RESULTS),
                Files.readString(RESULTS.resolve("README.md")),
                "Try: ./interweave results show --write");
    }

    @Test
    void anotherRecordChangesThePage() throws IOException {
        Path record;
        try (var files = Files.list(RESULTS)) {
            record = files.filter(f -> f.toString().endsWith(RunRecord.SUFFIX))
                    .sorted()
                    .findFirst()
                    .orElseThrow();
        }
        assertTrue(!ResultsCommand.render(directory).contains("| food |"));
        Files.copy(record, directory.resolve("one" + RunRecord.SUFFIX));
        String page = ResultsCommand.render(directory);
        assertTrue(
                page.contains(
                        String.format("Best epoch %d", RunRecord.read(record).bestEpoch())),
                page);
        assertTrue(!page.contains("(+") && !page.contains("(-"), "nothing is published where paper.json is missing");
    }
}
