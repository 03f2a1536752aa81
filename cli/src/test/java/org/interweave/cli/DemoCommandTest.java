package org.interweave.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.interweave.lab.record.Records;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo from end to end, as somebody starts it first; it takes as long as the README says. */
class DemoCommandTest {
    private static final Pattern NUMBER = Pattern.compile("[01]\\.\\d{4}");

    @TempDir
    private Path folder;

    @Test
    void itComparesRecommendsLeavesAPageAndDoesNotReplaceAnEarlierOne() throws IOException {
        Path out = folder.resolve("demo");
        StringWriter text = new StringWriter();
        StringWriter errors = new StringWriter();
        int code = Main.run(
                new String[] {"demo", "--out", out.toString()}, new PrintWriter(text), new PrintWriter(errors));
        assertEquals(0, code, errors.toString());
        String said = text.toString();

        double floor = Math.max(sum(said, "Popularity"), sum(said, "Co-occurrence"));
        assertTrue(sum(said, "MERIT") > 2 * floor, said);
        assertTrue(sum(said, "SASRec-dt") > 2 * floor, said);
        for (String row : List.of("films 1", "films 5", "books 1", "books 5")) {
            assertTrue(said.lines().anyMatch(line -> line.strip().startsWith(row)), row + " in " + said);
        }

        String page = Files.readString(out.resolve("report.html"));
        assertTrue(said.contains(out.resolve("report.html").toString()), said);
        assertTrue(page.contains("<h1>Interweave: films-books"), "title");
        assertEquals(4, Records.in(out.resolve("records")).size());
        String best = String.format(
                Locale.ROOT,
                "%.4f",
                Records.in(out.resolve("records")).stream()
                        .filter(kept -> kept.record().system().equals("merit"))
                        .flatMap(kept -> kept.record().evaluations().stream())
                        .findFirst()
                        .orElseThrow()
                        .domains()
                        .get("films")
                        .mrr());
        assertTrue(page.contains(best), best);
        assertTrue(page.contains("films-books-table-2"), "no table of systems");
        assertFalse(page.contains("films-books-other-settings"), "runs outside of the table");

        code = Main.run(new String[] {"demo", "--out", out.toString()}, new PrintWriter(text), new PrintWriter(errors));
        assertEquals(2, code, errors.toString());
        assertTrue(errors.toString().contains("--overwrite"), errors.toString());

        Path foreign = Files.createDirectories(folder.resolve("foreign/logs")).resolve("films.csv");
        Files.writeString(foreign, "mine");
        String[] replace = {
            "demo", "--overwrite", "--out", folder.resolve("foreign").toString()
        };
        assertEquals(2, Main.run(replace, new PrintWriter(text), new PrintWriter(errors)));
        assertTrue(errors.toString().contains("was not made by a demo"), errors.toString());
        assertEquals("mine", Files.readString(foreign));
    }

    /** What follows the system's name in the line of sums. */
    private static double sum(String said, String system) {
        String line = said.lines()
                .filter(each -> each.startsWith("MRR summed over the domains: "))
                .findFirst()
                .orElseThrow(() -> new AssertionError(said));
        Matcher number = NUMBER.matcher(line.substring(line.indexOf(system)));
        assertTrue(number.find(), line);
        return Double.parseDouble(number.group());
    }
}
