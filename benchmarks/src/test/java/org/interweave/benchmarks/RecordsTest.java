package org.interweave.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.interweave.learn.torch.Precision;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordsTest {
    private static final Path HOME = Path.of("");
    private static final Machine MACHINE = new Machine(
            "A CPU",
            2,
            8_000_000_000L,
            "Linux amd64",
            "17",
            "2.10",
            "AVX512",
            "AVX-512",
            2,
            "PASSIVE",
            "system",
            "vector");

    @TempDir
    private Path directory;

    /** Nobody typed a number: the page and its pictures are what the records render to. */
    @Test
    void thePageIsRenderedFromTheRecords() throws IOException {
        assertEquals(Page.render(HOME), Files.readString(HOME.resolve("README.md")), "Try: benchmarks/run render");
        for (GrowthRecord record : Records.read(HOME, GrowthRecord.SUFFIX, GrowthRecord.class)) {
            assertEquals(
                    GrowthPlot.svg(record),
                    Files.readString(HOME.resolve("growth-" + record.name() + ".svg")),
                    "Try: benchmarks/run render");
        }
    }

    @Test
    void aRecordIsReadAsItWasWrittenAndRendered() throws IOException {
        Files.writeString(
                directory.resolve("README.md"),
                "before\n<!-- step: from records, do not edit -->\nold\n<!-- end of step -->\nbetween\n"
                        + "<!-- growth: from records, do not edit -->\n<!-- end of growth -->\n"
                        + "<!-- answer: from records, do not edit -->\n<!-- end of answer -->\nafter\n");
        Records.write(directory, "y" + AnswerRecord.SUFFIX, answers());
        assertEquals(List.of(answers()), Records.read(directory, AnswerRecord.SUFFIX, AnswerRecord.class));
        Records.write(directory, "x" + StepRecord.SUFFIX, step());
        assertEquals(List.of(step()), Records.read(directory, StepRecord.SUFFIX, StepRecord.class));
        Page.write(directory);
        String page = Files.readString(directory.resolve("README.md"));
        assertTrue(page.startsWith("before\n") && page.endsWith("after\n") && page.contains("between"), page);
        assertTrue(page.contains("packed, medium") && !page.contains("old"), page);
        assertTrue(page.contains("### toy answers\n\nmerit in medium precision, 1,234 items; opened in 1.5 s."), page);
    }

    @Test
    void answersAreRankedUsersAndRequestsPerSecondWithWhatDisturbedThem() {
        String table = AnswerTable.render(answers());
        assertTrue(table.contains("| all | 7,000 | 5.0 | **3.5** | 2,000 |"), table);
        assertTrue(table.contains("| 2 | **7.1** | 7.5 | 11.6 | 16.3 | 275 |"), table);
        assertTrue(table.contains("A CPU, 2 cores") && table.contains("commit abc"), table);
        assertTrue(table.contains("Others kept 0.3 cores busy"), table);
        assertTrue(table.contains("`{model:merit}`"), table);
        assertTrue(table.contains("The command `recommend` as a whole: **2.7 s** (2.5 to 3.0, 7 times)."), table);
    }

    /** One that is older than this format's commit, settings and description of the machine. */
    @Test
    void anOlderRecordSaysWhatItKnows() throws IOException {
        Files.createDirectories(Records.folder(directory));
        Files.writeString(Records.folder(directory).resolve("old" + AnswerRecord.SUFFIX), """
                {"format": "interweave-answer-benchmark/1", "name": "old", "date": "2026-01-02",
                 "machine": {"cores": 2, "threads": 2, "kernels": "AVX512", "libtorch": "2.10.0", "java": "17.0.15"},
                 "model": "merit", "precision": "MEDIUM", "items": 28095, "openSeconds": 1.6,
                 "evaluations": [{"among": "all", "users": 7144, "first": 4.4, "second": 4.2}], "historyItems": 47,
                 "requests": [{"threads": 1, "median": 7.5, "p90": 8, "p99": 9, "most": 16, "requestsPerSecond": 132}]}
                """);
        AnswerRecord old =
                Records.read(directory, AnswerRecord.SUFFIX, AnswerRecord.class).get(0);
        assertEquals(7_144, old.evaluations().get(0).users());
        String table = AnswerTable.render(old);
        assertTrue(table.endsWith("2 threads.\n- Measured 2026-01-02.\n"), table);
        assertFalse(table.contains("null"), table);
    }

    @Test
    void aPageWithoutAPlaceForTablesIsRefused() throws IOException {
        Files.writeString(directory.resolve("README.md"), "no markers\n");
        Files.createDirectories(Records.folder(directory));
        assertThrows(IllegalArgumentException.class, () -> Page.render(directory));
    }

    /** Steps 1 and 2 took 100 and 300 ms packed, 2000 ms and nothing padded: only the first step is compared. */
    @Test
    void theRatioComparesTheSameBatchesAndThePeakIsOfTheSameType() {
        String table = StepTable.render(step());
        String packed = row(table, "| packed, medium |");
        assertTrue(packed.endsWith("| 20.0 |"), packed);
        assertTrue(packed.contains("| **200** | 100 to 300 | 0.4 |"), packed);
        assertTrue(packed.contains("| 66.7 | 33 % (bfloat16) |"), packed);
        assertTrue(row(table, "| padded, highest |").contains("| 5.0 | 5 % (float32) |"), table);
    }

    @Test
    void theExponentIsTheSlope() {
        List<GrowthRecord.Point> points = DoubleStream.of(1, 2, 4, 8)
                .mapToObj(v -> new GrowthRecord.Point(v, measurement(sample(3 * v * v))))
                .toList();
        assertEquals(2, new GrowthRecord.Axis("squares", points).exponent(GrowthTable::millis), 1e-9);
    }

    /** A point that costs twice as much for twice the value lies on the dashed line from the corner. */
    @Test
    void thePictureIsXmlAndLinearGrowthLiesOnItsLine() throws Exception {
        List<GrowthRecord.Point> points = DoubleStream.of(10, 20, 500)
                .mapToObj(v -> new GrowthRecord.Point(v, measurement(sample(7 * v))))
                .toList();
        GrowthRecord record = new GrowthRecord(
                GrowthRecord.FORMAT,
                "toy",
                "2025-01-01",
                "abc",
                MACHINE,
                JsonNodeFactory.instance.objectNode(),
                List.of(new GrowthRecord.Axis("a < b", points)));
        String svg = GrowthPlot.svg(record);
        DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
        String dashed =
                svg.lines().filter(l -> l.contains("dasharray")).findFirst().orElseThrow();
        String end = dashed.substring(dashed.indexOf('L') + 1, dashed.indexOf('"', dashed.indexOf('L')));
        assertTrue(svg.contains("L" + end + "\" fill=\"none\" stroke=\"#1f6feb\""), svg);
    }

    private static String row(String table, String start) {
        return table.lines().filter(l -> l.startsWith(start)).findFirst().orElseThrow();
    }

    private static StepRecord step() {
        ObjectNode run = JsonNodeFactory.instance.objectNode();
        run.putObject("training").put("batchUsers", 2); // 3 users: two steps an epoch
        return new StepRecord(
                StepRecord.FORMAT,
                "toy",
                "2025-01-01",
                "abc",
                MACHINE,
                run,
                List.of(new MatrixPeak("float32", 1024, 100), new MatrixPeak("bfloat16", 1024, 200)),
                List.of(new StepRecord.Trial(1, 16, 1000), new StepRecord.Trial(2, 16, 2000)),
                List.of(
                        variant("packed", "medium", sample(100), sample(300)),
                        variant("padded", "highest", sample(2000))));
    }

    private static AnswerRecord answers() {
        ObjectNode run = JsonNodeFactory.instance.objectNode();
        run.put("model", "merit");
        return new AnswerRecord(
                AnswerRecord.FORMAT,
                "toy answers",
                "2025-01-01",
                "abc",
                MACHINE,
                0.3,
                run,
                "merit",
                Precision.MEDIUM,
                1_234,
                1.5,
                List.of(new AnswerRecord.Ranking("all", 7_000, 5, 3.5)),
                47,
                List.of(new AnswerRecord.Latency(2, 7.1, 7.5, 11.6, 16.3, 275)),
                new ColdCommand(7, 2_650, 2_540, 3_010));
    }

    private static StepRecord.Variant variant(String implementation, String precision, Measurement.Sample... steps) {
        return new StepRecord.Variant(
                implementation + ", " + precision, implementation, precision, 1, 256, 1, measurement(steps));
    }

    private static Measurement measurement(Measurement.Sample... steps) {
        return new Measurement(
                new Source.Facts("toy", 3, List.of(4, 5), 60, 47, ""), 1000, 15.5, 1_000_000_000L, 0.1, List.of(steps));
    }

    private static Measurement.Sample sample(double millis) {
        return new Measurement.Sample(6000, 10, millis, Map.of(Phase.FORWARD, millis / 2));
    }
}
