package org.interweave.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LabReportTest {
    private static final Path RESULTS = Path.of("..", "docs", "results");

    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int report(String... words) {
        List<String> line = new ArrayList<>(List.of("lab", "report"));
        line.addAll(List.of(words));
        return Main.run(line.toArray(new String[0]), new PrintWriter(out, true), new PrintWriter(err, true));
    }

    @Test
    void thePublishedRecordsGiveEveryForm() throws IOException {
        Path page = folder.resolve("new/report.html");
        int code = report(
                "--records",
                RESULTS.toString(),
                "--out",
                page.toString(),
                "--csv",
                folder.resolve("csv").toString(),
                "--markdown",
                folder.resolve("report.md").toString(),
                "--latex",
                folder.resolve("latex").toString(),
                "--study",
                "food-kitchen");
        assertEquals(0, code, err.toString());
        assertTrue(out.toString().startsWith("Report: " + page + ", from "), out.toString());
        assertTrue(Files.readString(page).contains("food-kitchen.merit.3407.record.json"), "no provenance");
        assertTrue(Files.readString(folder.resolve("report.md")).contains("## food-kitchen"), "no section");
        assertTrue(
                Files.readString(folder.resolve("csv/food-kitchen-table-2.csv")).contains("MERIT"), "no row");
        assertTrue(Files.exists(folder.resolve("latex/food-kitchen-table-3.tex")), "no LaTeX");
        try (var files = Files.walk(folder)) {
            assertTrue(files.noneMatch(file -> file.toString().endsWith(".tmp")), "something temporary was left");
        }
    }

    @Test
    void thePublishedReportIsRenderedFromTheRecords() throws IOException {
        Path rendered = folder.resolve("report.md");
        String page = folder.resolve("report.html").toString();
        report("--records", RESULTS.toString(), "--out", page, "--markdown", rendered.toString());
        assertEquals(
                Files.readString(rendered),
                Files.readString(RESULTS.resolve("report.md")),
                "Try: ./interweave lab report --records docs/results --markdown docs/results/report.md");
    }

    @Test
    void withoutRecordsThereIsOneClearErrorAndNoPage() {
        Path page = folder.resolve("report.html");
        for (Path records : List.of(folder, folder.resolve("nowhere"))) {
            err.getBuffer().setLength(0);
            assertEquals(3, report("--records", records.toString(), "--out", page.toString()));
            assertEquals(
                    "interweave: " + records + ": no records. Try: interweave lab run, or lab add"
                            + System.lineSeparator(),
                    err.toString());
            assertFalse(Files.exists(page));
        }
    }

    @Test
    void aStudyThatIsNotThereIsAUsageErrorThatNamesThoseThatAre() {
        assertEquals(
                2,
                report(
                        "--records",
                        RESULTS.toString(),
                        "--out",
                        folder.resolve("r.html").toString(),
                        "--study",
                        "games"));
        assertTrue(
                err.toString().startsWith("interweave: no records of a study games. Known: food-kitchen, "),
                err.toString());
    }

    @Test
    void helpFitsATerminalAndShowsDefaults() {
        assertEquals(0, report("--help"));
        out.toString().lines().forEach(line -> assertTrue(line.length() <= 80, line));
        for (String text : List.of("(default: lab/records)", "(default: report.html)", "--study=NAME...")) {
            assertTrue(out.toString().contains(text), out.toString());
        }
    }
}
