package org.interweave.lab.report;

import static org.interweave.lab.report.ReportTest.cell;
import static org.interweave.lab.report.ReportTest.exhibit;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.interweave.lab.record.Records;
import org.interweave.lab.study.StudySystem;
import org.interweave.lab.study.Systems;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LearningCurvesTest {
    private static final StudySystem ST = Systems.byId("sasrec-st");
    private static final StudySystem MERIT = Systems.MERIT;

    @TempDir
    private Path directory;

    private MadeUpRecords records;

    @BeforeEach
    void noRecords() {
        records = new MadeUpRecords(directory, 20);
    }

    private Optional<Figure> others() throws IOException {
        Report report = Report.of(Records.in(directory), PublishedNumbers.read(), List.of(), List.of());
        return exhibit(report, "food-kitchen-other-curves").map(Figure.class::cast);
    }

    @Test
    void aRunOfOtherSettingsIsDrawnBesideTheOneItComparesWith() throws IOException {
        records.exact(MERIT, "", 3407, 0, 4);
        records.exact(MERIT, "", 3407, 1, 4, "mixedLoss=per-domain");
        records.exact(ST, "food", 3407, 1, 4);
        records.exact(ST, "food", 3407, 3, 4, "dropout=0.2");
        Figure curves = others().orElseThrow();
        assertEquals(
                List.of(
                        "MERIT: mixedLoss per-domain instead of per-token",
                        "SASRec-st, food: dropout 0.2 instead of 0.5"),
                curves.panels().stream().map(Figure.Panel::title).toList());
        List<Figure.Point> points = curves.panels().get(0).points();
        assertEquals(80, points.size());
        assertEquals(1.2, at30(points, "the system's own"), 1e-9, "1 + 1/5");
        assertEquals(0.7, at30(points, "other"), 1e-9, "1/2 + 1/5");
        assertEquals("settings", curves.axes().colour());
        assertEquals(
                0.25,
                cell(curves.table(), "30", "SASRec-st, food dropout 0.2 instead of 0.5, seed 3407")
                        .value(),
                1e-9);
        assertEquals(1.2, cell(curves.table(), "30", "MERIT own, seed 3407").value(), 1e-9);
    }

    @Test
    void nothingIsDrawnBesideARunOfAnotherSeedOrTarget() throws IOException {
        records.exact(MERIT, "", 0, 0, 4);
        records.exact(MERIT, "", 3407, 1, 4, "mixedLoss=per-domain");
        records.exact(ST, "kitchen", 3407, 1, 4);
        records.exact(ST, "food", 3407, 3, 4, "dropout=0.2");
        assertTrue(others().isEmpty());
    }

    private static double at30(List<Figure.Point> points, String series) {
        return points.stream()
                .filter(point -> point.series().equals(series) && point.x() == 30)
                .mapToDouble(Figure.Point::value)
                .findFirst()
                .orElseThrow();
    }
}
