package org.interweave.lab.report.form;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.interweave.lab.record.Records;
import org.interweave.lab.report.DataTable;
import org.interweave.lab.report.MadeUpRecords;
import org.interweave.lab.report.PublishedNumbers;
import org.interweave.lab.report.Report;
import org.interweave.lab.study.Systems;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the forms make of a report of made-up records. */
class FormsTest {
    private static final String NASTY = "</script><img src=x onerror=alert(1)> & \"quoted\", 'single' | 50 % of {_}";
    private static final Pattern LIBRARY = Pattern.compile("<script>(?!\\(\\(\\) => \\{).*?</script>", Pattern.DOTALL);

    @TempDir
    private Path directory;

    @BeforeEach
    void someRecords() throws IOException {
        MadeUpRecords records = new MadeUpRecords(directory.resolve("records"), 20);
        records.machine = NASTY;
        for (long seed : new long[] {3407, 0}) {
            records.exact(Systems.MERIT, "", seed, 0, (int) (seed % 2));
            records.exact(Systems.byId("sasrec-st"), "food", seed, 1, 1);
            records.exact(Systems.byId("sasrec-dt"), "", seed, 50, 50);
        }
        records.exact(Systems.MERIT, "", 3407, 1, 1, "dropout=0.25");
        records.exact(Systems.POPULARITY, "", 0, 4, 4);
    }

    private Report report() throws IOException {
        return Report.of(Records.in(directory.resolve("records")), PublishedNumbers.read(), List.of(), List.of());
    }

    private String page() throws IOException {
        return HtmlForm.write(report());
    }

    /** Without the libraries, which name addresses that they never ask for. */
    private String ownPage() throws IOException {
        return LIBRARY.matcher(page()).replaceAll("");
    }

    private DataTable table2() throws IOException {
        return (DataTable) report().sections().get(0).exhibits().get(0);
    }

    @Test
    void thePageAsksForNothingOutside() throws IOException {
        String page = page();
        assertTrue(
                page.contains(
                        "content=\"default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data: blob:\""),
                "no policy");
        assertFalse(page.contains("sourceMappingURL"), "names a source map");
        String own = ownPage();
        assertEquals(List.of(), found(own, "(?i)https?://[^\\s\"'<]*"));
        assertEquals(List.of(), found(own, "(?i)\\bsrc=(?!x onerror)[^ >]*|@import|url\\([^)]*\\)"));
        assertEquals(List.of("<link rel=\"icon\" href=\"data:,\">"), found(own, "<link[^>]*>"));
        assertTrue(
                found(own, "<a [^>]*href=\"[^\"]*\"").stream().allMatch(a -> a.contains("href=\"#")),
                "a link leads outside");
    }

    @Test
    void eachLibraryIsThereOnceWithItsLicence() throws IOException {
        String page = page();
        Matcher library = LIBRARY.matcher(page);
        assertEquals(3, library.results().count());
        assertTrue(page.contains("vega 5.32.0, vega-lite 5.23.0, vega-embed 6.29.0"), "no versions");
        assertTrue(page.contains("Redistributions in binary form must reproduce"), "no licence");
    }

    @Test
    void whatRecordsSayIsEscapedEverywhere() throws IOException {
        String own = ownPage();
        assertTrue(
                own.contains(
                        "&lt;/script&gt;&lt;img src=x onerror=alert(1)&gt; &amp; &quot;quoted&quot;, &#39;single&#39;"),
                "machine is not shown");
        assertFalse(own.contains("<img"), "markup got through");
        // Every script ends where we end it.
        assertEquals(found(page(), "<script").size(), found(page(), "</script").size());
    }

    @Test
    void textsAreEscapedInEveryForm() {
        DataTable table = table(NASTY);
        String html = HtmlTable.write(table, new ProvenanceCards(Map.of()));
        assertFalse(html.contains("<img"), html);
        assertTrue(CsvForm.write(table)
                .endsWith(",\"</script><img src=x onerror=alert(1)> & \"\"quoted\"\", 'single' | 50 % of {_}\"\n"));
        assertTrue(MarkdownForm.write(table)
                .contains(
                        "| \\</script\\>\\<img src=x onerror=alert(1)\\> & \"quoted\", 'single' \\| 50 % of {\\_} |"));
        assertTrue(
                LatexForm.write(table)
                        .contains(
                                "$<$/script$>$$<$img src=x onerror=alert(1)$>$ \\& \"quoted\", 'single' | 50 \\% of \\{\\_\\} "));
    }

    private static DataTable table(String label) {
        return new DataTable(
                "t",
                "title",
                "",
                "corner",
                List.of(),
                List.of(new DataTable.Group("", List.of(new DataTable.Row(label, List.of())))),
                List.of());
    }

    @Test
    void numbersOpenTheCardOfTheirRuns() throws IOException {
        String own = ownPage();
        Matcher cell = Pattern.compile(
                        "<span class=\"name\">MERIT</span>.*?popovertarget=\"(runs-\\d+)\">(\\d\\.\\d{4})<")
                .matcher(own.substring(own.indexOf("id=\"food-kitchen-table-2\"")));
        assertTrue(cell.find());
        assertEquals("1.0000", cell.group(2));
        int start = own.indexOf("<div popover id=\"" + cell.group(1) + "\"");
        String card = own.substring(start, own.indexOf("</dl>", start));
        for (String fact : List.of(
                "From 2 runs",
                "<code>food-kitchen.merit.0.record.json</code></td><td>0</td><td>30 of 40</td><td>19 min 40 s",
                "<code>food-kitchen.merit.3407.record.json</code></td><td>3407</td>",
                "food-kitchen, checksum c0ffee00c0ffee00c0ffee00",
                "<dd>11112222333344445555</dd>",
                "gradientClearing epoch",
                "dropout 0.5",
                "<dt>Commit</dt><dd>7140b19</dd>",
                "<dt>Machine</dt><dd>&lt;/script&gt;",
                "<dt>Peak memory</dt><dd>3.4 GB</dd>")) {
            assertTrue(card.contains(fact), fact + " is missing in " + card);
        }
        Set<String> cards = new HashSet<>(found(own, "(?<=<div popover id=\")[^\"]*"));
        assertTrue(cards.containsAll(found(own, "(?<=popovertarget=\")[^\"]*")), "a number opens nothing");
    }

    @Test
    void everyLinkOfTheContentsLeadsToAHeading() throws IOException {
        String own = ownPage();
        List<String> ids = found(own, "(?<= id=\")[^\"]*");
        assertEquals(ids.size(), new HashSet<>(ids).size(), "an id twice");
        List<String> links = found(own, "(?<=href=\"#)[^\"]*");
        assertTrue(links.size() > 10 && ids.containsAll(links), links + " in " + ids);
    }

    @Test
    void everyChartHasItsPlaceAndEveryTableItsCopies() throws IOException {
        String own = page();
        int start = own.indexOf("id=\"data\">") + 10;
        JsonNode data = new ObjectMapper().readTree(own.substring(start, own.indexOf("</script>", start)));
        assertEquals(
                found(ownPage(), "(?<=id=\")chart-\\d+"),
                Stream.iterate(0, i -> i < data.path("charts").size(), i -> i + 1)
                        .map(i -> data.path("charts").get(i).path("id").asText())
                        .toList());
        assertTrue(data.path("charts").size() >= 4, "charts");
        for (JsonNode chart : data.path("charts")) {
            assertFalse(chart.toString().contains("\"url\""), "a chart loads data");
        }
        for (String table : found(ownPage(), "(?<=data-table=\")[^\"]*")) {
            for (String form : List.of("CSV", "Markdown", "LaTeX")) {
                assertFalse(data.path("copies").path(table).path(form).asText().isEmpty(), table + " as " + form);
            }
        }
        assertEquals(
                CsvForm.write(table2()),
                data.path("copies").path("food-kitchen-table-2").path("CSV").asText());
    }

    @Test
    void theFormsMarkBestAndRunnerUpAndShowReferences() throws IOException {
        String html = HtmlTable.write(table2(), new ProvenanceCards(report().runs()));
        assertTrue(html.contains(">1.0000</button></b> <span class=\"deviation\">±&nbsp;0.0000</span>"), html);
        assertTrue(html.contains("<u><button"), "no runner-up");
        assertTrue(
                html.contains("<span class=\"source\">paper</span> 0.1801 <span class=\"difference\">+0.8199</span>"),
                html);
        String markdown = MarkdownForm.write(table2());
        assertTrue(markdown.contains("| **1.0000** ± 0.0000 (paper 0.1801, +0.8199) |"), markdown);
        assertTrue(markdown.contains("| <u>0.5000</u> ± 0.0000 (paper 0.1332, +0.3668) |"), markdown);
        assertTrue(markdown.contains("| not run (paper 0.1368) |"), markdown);
        String latex = LatexForm.write(table2());
        assertTrue(latex.contains("\\textbf{1.0000} $\\pm$ 0.0000"), latex);
        assertTrue(latex.contains("\\underline{0.5000} $\\pm$ 0.0000"), latex);
        assertTrue(latex.contains("{\\scriptsize 0.1801 (+0.8199)}"), latex);
        assertEquals(found(latex, "\\{tabular\\}").size(), 2);
        String csv = CsvForm.write(table2());
        assertTrue(
                csv.startsWith(
                        "group,system,seeds,food HR@5,food HR@5 deviation,food HR@5 paper,food HR@5 less paper,"),
                csv);
        Set<Long> widths = csv.lines()
                .map(line -> line.replaceAll("\"[^\"]*\"", "")
                        .chars()
                        .filter(c -> c == ',')
                        .count())
                .collect(Collectors.toSet());
        assertEquals(1, widths.size(), widths.toString());
        assertTrue(csv.contains(",1,0,0.1801,0.8199,"), csv);
    }

    @Test
    void theSameRecordsGiveTheSameBytes() throws IOException {
        assertEquals(page(), page());
        Path first = Files.createDirectory(directory.resolve("first"));
        Path second = Files.createDirectory(directory.resolve("second"));
        for (Path out : List.of(first, second)) {
            ReportFiles.html(report(), out.resolve("page.html"));
            ReportFiles.markdown(report(), out.resolve("page.md"));
            ReportFiles.csv(report(), out.resolve("csv"));
            ReportFiles.latex(report(), out.resolve("latex"));
        }
        try (Stream<Path> files = Files.walk(first)) {
            List<Path> all = files.filter(Files::isRegularFile).toList();
            assertTrue(all.size() > 20, all.toString());
            for (Path file : all) {
                assertEquals(-1, Files.mismatch(file, second.resolve(first.relativize(file))), file.toString());
            }
        }
    }

    private static List<String> found(String text, String pattern) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map(match -> match.group())
                .toList();
    }
}
