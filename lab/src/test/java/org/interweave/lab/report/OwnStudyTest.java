package org.interweave.lab.report;

import static org.interweave.lab.report.ReportTest.cell;
import static org.interweave.lab.report.ReportTest.exhibit;
import static org.interweave.lab.report.ReportTest.rows;
import static org.interweave.lab.report.ReportTest.table;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.interweave.lab.record.Records;
import org.interweave.lab.study.StudySystem;
import org.interweave.lab.study.Systems;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reports of studies with settings or data that are not the paper's. */
class OwnStudyTest {
    private static final StudySystem ST = Systems.byId("sasrec-st");
    private static final StudySystem DT = Systems.byId("sasrec-dt");
    private static final StudySystem MERIT = Systems.MERIT;
    private static final String TABLE_2 = "food-kitchen-table-2";

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

    @Test
    void settingsThatAllRunsShareDoNotKeepThemOutOfTheTables() throws IOException {
        records.exact(MERIT, "", 3407, 0, 4, "width=64", "negatives=32");
        records.exact(DT, "", 3407, 1, 4, "width=64");
        records.exact(ST, "food", 3407, 1, 4);
        assertEquals(
                "not run", cell(table(report(), TABLE_2), "MERIT", "food MRR").text());
        assertEquals(2, report().outside());
        Report shared = Report.of(
                Records.in(directory), PublishedNumbers.read(), List.of(), List.of("width=64", "negatives=32"));
        assertEquals("1.0000", cell(table(shared, TABLE_2), "MERIT", "food MRR").text());
        assertEquals(2, shared.outside());
        DataTable other = table(shared, "food-kitchen-other-settings");
        assertEquals(
                "negatives 128 instead of 32",
                cell(other, "SASRec-dt", "what is other").text());
        assertTrue(shared.text().endsWith("these settings: width=64, negatives=32."), shared.text());
        assertTrue(
                cell(other, "SASRec-st, food", "what is other").text().startsWith("width 256 instead of 64"),
                cell(other, "SASRec-st, food", "what is other").text());
    }

    @Test
    void aStudyThatThePaperDoesNotHaveShowsOnlyWhatWasRun() throws IOException {
        records.study = "films-books";
        records.exact(MERIT, "", 3407, 0, 4);
        records.exact(Systems.POPULARITY, "", 0, 9, 9);
        Report report = Report.of(Records.in(directory), PublishedNumbers.read(), List.of("films-books"), List.of());
        assertEquals(
                List.of("MERIT", "Popularity"),
                rows(table(report, "films-books-table-2"))
                        .map(DataTable.Row::label)
                        .filter(Systems.all().stream().map(StudySystem::title).toList()::contains)
                        .toList());
        assertTrue(exhibit(report, "films-books-table-3").isEmpty(), "a table of variants without a variant");
        assertEquals("Interweave: films-books", report.title());
    }
}
