package org.interweave.lab.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.interweave.core.data.DataException;
import org.interweave.lab.record.Outcomes;
import org.interweave.lab.record.Records;
import org.interweave.lab.stats.Holm;
import org.interweave.lab.study.StudySystem;
import org.interweave.lab.study.Systems;
import org.interweave.learn.train.EvaluationReport.Among;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What stands in the cells of a report of made-up records. */
class ReportTest {
    private static final StudySystem ST = Systems.byId("sasrec-st");
    private static final StudySystem DT = Systems.byId("sasrec-dt");
    private static final StudySystem MERIT = Systems.MERIT;
    private static final String TABLE_2 = "food-kitchen-table-2";
    private static final double TOLERANCE = 1e-12;

    @TempDir
    private Path directory;

    private MadeUpRecords records;

    @BeforeEach
    void noRecords() {
        records = new MadeUpRecords(directory, 20);
    }

    private Report report() throws IOException {
        return Report.of(Records.in(directory), PublishedNumbers.read(), List.of(), List.of());
    }

    static Optional<Exhibit> exhibit(Report report, String id) {
        return report.sections().stream()
                .flatMap(section -> section.exhibits().stream())
                .filter(exhibit -> exhibit.id().equals(id))
                .findFirst();
    }

    static DataTable table(Report report, String id) {
        return (DataTable) exhibit(report, id).orElseThrow(() -> new AssertionError("no " + id));
    }

    static Cell cell(DataTable table, String row, String column) {
        List<String> columns =
                table.columns().stream().map(DataTable.Column::full).toList();
        assertTrue(columns.contains(column), columns.toString());
        return rows(table)
                .filter(candidate -> candidate.label().equals(row))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no row " + row))
                .cells()
                .get(columns.indexOf(column));
    }

    static Stream<DataTable.Row> rows(DataTable table) {
        return table.groups().stream().flatMap(group -> group.rows().stream());
    }

    @Test
    void aModelsSummandsStandBesideTheirSum() throws IOException {
        String name = records.exact(MERIT, "", 3407, 1, 4);
        DataTable table = table(report(), "food-kitchen-summands");
        assertEquals(2, rows(table).count());
        Cell alone = cell(table, "MERIT", "validation MRR kitchen"); // the first row: a domain's state
        assertEquals(0.1, alone.value(), TOLERANCE);
        assertEquals(
                new Cell.Reference("sum", 0.2, Double.NaN), alone.reference().orElseThrow());
        assertEquals(List.of(name), alone.runs());
        records.exact(ST, "food", 3407, 0, 4);
        assertEquals(2, rows(table(report(), "food-kitchen-summands")).count());
    }

    @Test
    void aCellIsTheMeanOverSeedsWithItsDeviationBesideThePapersNumber() throws IOException {
        String first = records.exact(MERIT, "", 3407, 0, 4);
        String second = records.exact(MERIT, "", 0, 1, 4);
        Cell cell = cell(table(report(), TABLE_2), "MERIT", "food MRR");
        assertEquals(0.75, cell.value(), TOLERANCE);
        assertEquals(Math.sqrt(0.125), cell.deviation(), TOLERANCE);
        assertEquals("0.7500", cell.text());
        assertEquals(
                new Cell.Reference("paper", 0.1801, 0.0015), cell.reference().orElseThrow());
        assertEquals(0.75 - 0.1801, cell.difference(), TOLERANCE);
        assertEquals(List.of(second, first), cell.runs());
        assertEquals("2", cell(table(report(), TABLE_2), "MERIT", "seeds").text());
        assertEquals(0.2, cell(table(report(), TABLE_2), "MERIT", "kitchen MRR").value(), TOLERANCE);
    }

    @Test
    void oneSeedHasNoDeviationAndWhatWasNotRunSaysSo() throws IOException {
        records.exact(MERIT, "", 3407, 0, 4);
        DataTable table = table(report(), TABLE_2);
        assertFalse(cell(table, "MERIT", "food MRR").hasDeviation());
        Cell absent = cell(table, "SASRec-st", "kitchen HR@5");
        assertEquals("not run", absent.text());
        assertEquals(Cell.Kind.ABSENT, absent.kind());
        assertEquals(0.1241, absent.reference().orElseThrow().value());
        assertEquals(
                List.of("Single-target", "Dual-target", "Floors, which do not learn"),
                table.groups().stream().map(DataTable.Group::title).toList());
    }

    @Test
    void aSystemRunPerTargetTakesADomainFromTheRunForIt() throws IOException {
        records.rankEveryDomain = true;
        records.exact(ST, "food", 3407, 1, 999);
        DataTable table = table(report(), TABLE_2);
        assertEquals(0.5, cell(table, "SASRec-st", "food MRR").value(), TOLERANCE);
        assertEquals("not run", cell(table, "SASRec-st", "kitchen MRR").text());
        assertEquals("0–1", cell(table, "SASRec-st", "seeds").text());
        String kitchen = records.exact(ST, "kitchen", 3407, 999, 3);
        Cell cell = cell(table(report(), TABLE_2), "SASRec-st", "kitchen MRR");
        assertEquals(0.25, cell.value(), TOLERANCE);
        assertEquals(List.of(kitchen), cell.runs());
    }

    @Test
    void theBestAndTheRunnerUpOfAColumnAreMarked() throws IOException {
        records.exact(MERIT, "", 3407, 0, 9);
        records.exact(DT, "", 3407, 1, 1);
        records.exact(Systems.POPULARITY, "", 0, 3, 1);
        DataTable table = table(report(), TABLE_2);
        assertEquals(Cell.Mark.BEST, cell(table, "MERIT", "food MRR").mark());
        assertEquals(Cell.Mark.RUNNER_UP, cell(table, "SASRec-dt", "food MRR").mark());
        assertEquals(Cell.Mark.NONE, cell(table, "Popularity", "food MRR").mark());
        // Equal numbers share a mark.
        assertEquals(Cell.Mark.BEST, cell(table, "SASRec-dt", "kitchen MRR").mark());
        assertEquals(Cell.Mark.BEST, cell(table, "Popularity", "kitchen MRR").mark());
        assertEquals(Cell.Mark.RUNNER_UP, cell(table, "MERIT", "kitchen MRR").mark());
    }

    @Test
    void aTrainingThatWasCutShortIsSigned() throws IOException {
        records.exact(DT, "", 3407, 1, 1);
        records.finished = false;
        records.exact(MERIT, "", 3407, 0, 9);
        DataTable table = table(report(), TABLE_2);
        assertEquals("†", cell(table, "MERIT", "food MRR").sign());
        assertEquals("", cell(table, "SASRec-dt", "food MRR").sign());
        assertTrue(
                table.notes().stream().anyMatch(note -> note.startsWith("† ")),
                table.notes().toString());
    }

    @Test
    void meritIsHeldAgainstTheBestBaselineOverSeedsAndUsers() throws IOException {
        for (long seed = 0; seed < 3; seed++) {
            records.drawn(MERIT, "", seed, 4);
            records.drawn(DT, "", seed, 3);
            records.drawn(Systems.byId("abxi"), "", seed, 2);
        }
        DataTable table = table(report(), TABLE_2);
        assertEquals("SASRec-dt", cell(table, "best baseline", "food MRR").text());
        Cell difference = cell(table, "difference", "food MRR");
        assertEquals(
                cell(table, "MERIT", "food MRR").value()
                        - cell(table, "SASRec-dt", "food MRR").value(),
                difference.value(),
                TOLERANCE);
        assertEquals(6, difference.runs().size());
        assertTrue(cell(table, "p, seeds", "food MRR").isNumber());
        String interval = cell(table, "95 %, users", "food MRR").text();
        assertTrue(interval.matches("[+−]0\\.\\d{4} to [+−]0\\.\\d{4}"), interval);
    }

    @Test
    void pValuesAreCorrectedOverTheCellsOfTheTable() throws IOException {
        for (long seed = 0; seed < 4; seed++) {
            records.drawn(MERIT, "", seed, 2.2);
            records.drawn(DT, "", seed, 2);
        }
        Report report = report();
        DataTable table = table(report, TABLE_2);
        StudyRecords study =
                StudyRecords.group(Records.in(directory), List.of()).get(0);
        Results results = new Results(study, Among.SAMPLED);
        double[] raw = new double[8];
        double[] users = new double[8];
        int at = 0;
        for (String domain : MadeUpRecords.DOMAINS) {
            for (Metric metric : Metric.values()) {
                users[at] =
                        new UserValues(study).compare(MERIT, DT, domain, metric).p();
                raw[at++] = results.of(MERIT, domain, metric)
                        .against(results.of(DT, domain, metric))
                        .orElseThrow()
                        .p();
            }
        }
        assertEquals(Holm.correct(raw)[3], cell(table, "p, seeds", "food MRR").value(), TOLERANCE);
        assertEquals(
                Holm.correct(users)[7], cell(table, "p, users", "kitchen MRR").value(), TOLERANCE);
        assertTrue(Holm.correct(raw)[3] > raw[3], "not corrected");
    }

    @Test
    void oneSeedAndOtherCandidatesCannotBeTested() throws IOException {
        records.exact(MERIT, "", 3407, 0, 1);
        records.exact(DT, "", 3407, 1, 2);
        assertEquals(
                "needs two seeds or more",
                cell(table(report(), TABLE_2), "p, seeds", "food MRR").text());
        assertTrue(cell(table(report(), TABLE_2), "p, users", "food MRR").isNumber());
        records.lists = "another hash";
        records.exact(DT, "", 3407, 1, 2);
        assertEquals(
                "other candidates",
                cell(table(report(), TABLE_2), "p, users", "food MRR").text());
    }

    @Test
    void tableThreeSumsOverDomainsAndTestsEveryVariant() throws IOException {
        StudySystem variant = Systems.byId("merit-sf1");
        for (long seed = 0; seed < 2; seed++) {
            records.exact(MERIT, "", seed, 0, (int) seed);
            records.exact(variant, "", seed, 3, 3);
        }
        Report report = report();
        DataTable table = table(report, "food-kitchen-table-3");
        assertEquals(1.75, cell(table, "MERIT", "all domains MRR sum").value(), TOLERANCE);
        assertEquals(0.5 - 0.3033, cell(table, "SF1", "all domains MRR sum").difference(), TOLERANCE);
        assertEquals("not run", cell(table, "RL2", "all domains MRR sum").text());
        DataTable tests = table(report, "food-kitchen-table-3-significance");
        assertEquals(1.25, cell(tests, "SF1", "difference").value(), TOLERANCE);
        // Within a domain all users differ alike: no other draw of users would have given anything else.
        assertEquals(
                "+1.2500 to +1.2500",
                cell(tests, "SF1", "over users 95 % interval").text());
        assertEquals(1, rows(tests).count());
    }

    @Test
    void aRunOfOtherSettingsStandsInATableOfItsOwn() throws IOException {
        records.exact(MERIT, "", 3407, 0, 1);
        records.exact(MERIT, "", 3407, 1, 1, "gradientClearing=step");
        Report report = report();
        assertEquals(1.0, cell(table(report, TABLE_2), "MERIT", "food MRR").value(), TOLERANCE);
        DataTable other = table(report, "food-kitchen-other-settings");
        assertEquals(
                "gradientClearing step instead of epoch",
                cell(other, "MERIT", "what is other").text());
        Cell test = cell(other, "MERIT", "test MRR food");
        assertEquals(0.5, test.value(), TOLERANCE);
        assertEquals(-0.5, test.difference(), TOLERANCE);
        assertEquals(0.5, cell(other, "MERIT", "validation MRR food").value(), TOLERANCE);
    }

    @Test
    void aCompanionStudyStandsBesideTheOrdinaryOne() throws IOException {
        records.exact(MERIT, "", 3407, 0, 1);
        records.study = "food-kitchen+shuffle-7";
        records.ties = "shuffle:7";
        records.dataset = "another";
        records.exact(MERIT, "", 3407, 1, 1);
        Report report = report();
        assertEquals(1, report.sections().size());
        DataTable companion = table(report, "food-kitchen-shuffle-7-table-2");
        Cell cell = cell(companion, "MERIT", "food MRR");
        assertEquals(0.5, cell.value(), TOLERANCE);
        assertEquals(-0.5, cell.difference(), TOLERANCE);
        assertEquals("Ties shuffled, seed 7", companion.title());
        assertEquals(1.0, cell(table(report, TABLE_2), "MERIT", "food MRR").value(), TOLERANCE);
    }

    @Test
    void recordsOfTwoVersionsOfADataSetAreNotAveraged() throws IOException {
        records.exact(MERIT, "", 3407, 0, 1);
        records.dataset = "0123456789abcdef";
        records.exact(MERIT, "", 0, 1, 1);
        Report report = report();
        assertEquals(
                List.of("food-kitchen, dataset 0123456789ab", "food-kitchen, dataset c0ffee00c0ff"),
                report.sections().stream().map(Section::title).toList());
        assertEquals(
                1.0,
                cell(table(report, "food-kitchen-c0ffee00c0ff-table-2"), "MERIT", "food MRR")
                        .value(),
                TOLERANCE);
    }

    @Test
    void fullRankingAndColdTargetsComeFromTheRanks() throws IOException {
        records.exact(MERIT, "", 3407, 1, 0);
        Report report = report();
        // Four times as many items stand above in the whole domain.
        assertEquals(
                0.2,
                cell(table(report, "food-kitchen-full-ranking"), "MERIT", "food MRR")
                        .value(),
                TOLERANCE);
        DataTable cold = table(report, "food-kitchen-cold-targets");
        assertEquals(
                List.of(
                        "food, never seen (5 targets)",
                        "food, seen once or twice (10 targets)",
                        "food, seen more often (5 targets)"),
                cold.columns().stream()
                        .map(DataTable.Column::group)
                        .distinct()
                        .skip(1)
                        .limit(3)
                        .toList());
        assertEquals(
                0.5, cell(cold, "MERIT", "food, never seen (5 targets) MRR").value(), TOLERANCE);
    }

    @Test
    void figuresShowWhatWasRun() throws IOException {
        records.exact(DT, "", 3407, 1, 3);
        assertTrue(exhibit(report(), "food-kitchen-figure-7").isEmpty());
        assertTrue(exhibit(report(), "food-kitchen-figure-3").isEmpty(), "nothing to compare with");
        records.exact(ST, "food", 3407, 4, 999);
        records.exact(MERIT, "", 3407, 0, 0);
        Report report = report();
        Figure bars = (Figure) exhibit(report, "food-kitchen-figure-3").orElseThrow();
        assertEquals(
                List.of(
                        new Figure.Point("SASRec", "this domain alone (st)", "", 0, 0.2, Double.NaN),
                        new Figure.Point("SASRec", "all domains (dt)", "", 0, 0.5, Double.NaN)),
                bars.panels().get(0).points().stream().map(ReportTest::rounded).toList());
        assertEquals(0.3, cell(bars.table(), "SASRec-dt", "food MRR").difference(), 1e-9);
        Figure gates = (Figure) exhibit(report, "food-kitchen-figure-7").orElseThrow();
        assertEquals(18, gates.panels().get(0).points().size());
        assertEquals(
                0.1,
                cell(gates.table(), "food → kitchen", "next item of food deviation")
                        .value(),
                1e-9);
        Figure curves = (Figure) exhibit(report, "food-kitchen-learning-curves").orElseThrow();
        assertEquals(
                List.of("SASRec-st", "SASRec-dt", "MERIT"),
                curves.panels().stream().map(Figure.Panel::title).toList());
        assertEquals(40, curves.panels().get(2).points().size());
        assertEquals(
                Cell.Mark.BEST, cell(curves.table(), "30", "MERIT seed 3407").mark());
    }

    private static Figure.Point rounded(Figure.Point point) {
        return new Figure.Point(
                point.category(),
                point.series(),
                point.detail(),
                point.x(),
                Math.round(point.value() * 1e9) / 1e9,
                point.spread());
    }

    @Test
    void ranksThatDoNotBelongToARecordAreFound() throws IOException {
        String name = records.exact(MERIT, "", 3407, 0, 1);
        String other = records.exact(DT, "", 3407, 5, 5);
        Files.copy(
                directory.resolve(other + Outcomes.SUFFIX),
                directory.resolve(name + Outcomes.SUFFIX),
                StandardCopyOption.REPLACE_EXISTING);
        String message = assertThrows(DataException.class, this::report).getMessage();
        assertTrue(message.contains("MRR 1.0 of 20 users of food, but the ranks beside it give 0.1666"), message);
    }

    @Test
    void onlyTheStudiesAskedForAreShown() throws IOException {
        records.exact(MERIT, "", 3407, 0, 1);
        List<Records.Kept> all = Records.in(directory);
        Report report = Report.of(all, PublishedNumbers.read(), List.of("movie-book"), List.of());
        assertEquals(
                List.of("movie-book"),
                report.sections().stream().map(Section::id).toList());
        assertEquals(0, report.runs().size());
        Cell absent = cell(table(report, "movie-book-table-2"), "MERIT", "book MRR");
        assertEquals("not run", absent.text());
        assertEquals(0.1524, absent.reference().orElseThrow().value());
        String message = assertThrows(
                        IllegalArgumentException.class,
                        () -> Report.of(all, PublishedNumbers.read(), List.of("games"), List.of()))
                .getMessage();
        assertTrue(message.startsWith("no records of a study games. Known: food-kitchen, "), message);
    }
}
