package org.interweave.lab.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.interweave.lab.record.Records;
import org.interweave.lab.record.RunRecord;
import org.interweave.lab.study.StudySystem;

/** How validation went, epoch by epoch: a line per run. */
final class LearningCurves {
    private static final int STEP = 10;
    private static final double HEADROOM = 1.05;
    private static final String MEASURE = "MRR summed over the domains that it is for";
    private static final String TABLE_CAPTION =
            "Every tenth epoch, and the first, best and last of every run; best in bold.";

    private LearningCurves() {}

    /**
     * One run as a line.
     *
     * @param series what its colour stands for
     * @param column its column of the table
     */
    private record Line(Records.Kept run, String series, DataTable.Column column) {
        RunRecord record() {
            return run.record();
        }
    }

    private record LinesPanel(String title, List<Line> lines) {}

    /** A panel per system; nothing unless something was trained. */
    static Optional<Figure> figure(StudyRecords study) {
        List<LinesPanel> panels = new ArrayList<>();
        for (StudySystem system : SystemTables.run(study)) {
            List<Line> lines = study.own().stream()
                    .filter(kept -> kept.record().system().equals(system.id()))
                    .map(LearningCurves::own)
                    .toList();
            panels.add(new LinesPanel(system.title(), lines));
        }
        return figure(
                study.id() + "-learning-curves",
                "Learning curves",
                "How well each run did on the validation users after each epoch: " + MEASURE
                        + ". One panel per system, one line per run; all panels have the same axes. "
                        + "A run for one domain sums over that domain alone and so ends lower.",
                "domain",
                panels);
    }

    private static Line own(Records.Kept kept) {
        String target = kept.record().setting("target");
        return new Line(
                kept,
                target.isEmpty() ? "all domains" : target,
                new DataTable.Column(RunTables.title(kept.record()), seed(kept)));
    }

    /** A panel per run of other settings, with the run it is to be compared with; nothing if there is no such pair. */
    static Optional<Figure> ofOtherSettings(StudyRecords study) {
        List<LinesPanel> panels = study.other().entrySet().stream()
                .sorted(Comparator.comparing(entry -> entry.getKey().name()))
                .flatMap(entry -> pair(study, entry).stream())
                .toList();
        return figure(
                study.id() + "-other-curves",
                "Learning curves of other settings",
                "The same for runs of other settings, each beside the run of the same seed with the system's own settings: "
                        + MEASURE + ", on the validation users after each epoch. All panels have the same axes.",
                "settings",
                panels);
    }

    private static Optional<LinesPanel> pair(StudyRecords study, Map.Entry<Records.Kept, List<String>> other) {
        String title = RunTables.title(other.getKey().record());
        String departures = String.join("; ", other.getValue());
        return study.ownBeside(other.getKey())
                .map(own -> new LinesPanel(
                        title + ": " + departures,
                        List.of(
                                new Line(own, "the system's own", new DataTable.Column(title, "own, " + seed(own))),
                                new Line(
                                        other.getKey(),
                                        "other",
                                        new DataTable.Column(title, departures + ", " + seed(other.getKey()))))));
    }

    private static String seed(Records.Kept kept) {
        return "seed " + kept.record().seed();
    }

    private static Optional<Figure> figure(
            String id, String title, String caption, String colour, List<LinesPanel> asked) {
        List<Line> lines = asked.stream()
                .flatMap(panel -> panel.lines.stream())
                .filter(line -> !line.record().curve().isEmpty())
                .distinct()
                .toList();
        List<Figure.Panel> panels = asked.stream()
                .map(panel -> new Figure.Panel(panel.title, points(panel.lines)))
                .filter(panel -> !panel.points().isEmpty())
                .toList();
        if (panels.isEmpty()) {
            return Optional.empty();
        }
        List<Figure.Point> all =
                panels.stream().flatMap(panel -> panel.points().stream()).toList();
        double last = all.stream().mapToDouble(Figure.Point::x).max().orElse(1);
        double highest = all.stream().mapToDouble(Figure.Point::value).max().orElse(1);
        return Optional.of(new Figure(
                id,
                title,
                caption,
                Figure.Kind.LINES,
                new Figure.Axes("epoch", "validation MRR, summed", colour, last, highest * HEADROOM),
                panels,
                table(id + "-data", title, lines)));
    }

    private static List<Figure.Point> points(List<Line> lines) {
        List<Figure.Point> points = new ArrayList<>();
        for (Line line : lines) {
            for (RunRecord.Point point : line.record().curve()) {
                points.add(new Figure.Point(
                        "", line.series, seed(line.run), point.epoch(), point.validationMrrSum(), Double.NaN));
            }
        }
        return points;
    }

    private static DataTable table(String id, String title, List<Line> lines) {
        TreeSet<Integer> epochs = new TreeSet<>();
        for (Line line : lines) {
            List<RunRecord.Point> curve = line.record().curve();
            epochs.add(line.record().bestEpoch());
            epochs.add(curve.get(0).epoch());
            epochs.add(curve.get(curve.size() - 1).epoch());
            curve.stream()
                    .map(RunRecord.Point::epoch)
                    .filter(e -> e % STEP == 0)
                    .forEach(epochs::add);
        }
        List<DataTable.Row> rows = new ArrayList<>();
        for (int epoch : epochs) {
            rows.add(new DataTable.Row(
                    Integer.toString(epoch),
                    lines.stream().map(line -> at(line.run, epoch)).toList()));
        }
        return new DataTable(
                id,
                title + ": data",
                TABLE_CAPTION,
                "epoch",
                lines.stream().map(Line::column).toList(),
                List.of(new DataTable.Group("", rows)),
                List.of());
    }

    private static Cell at(Records.Kept kept, int epoch) {
        Cell.Mark mark = kept.record().bestEpoch() == epoch ? Cell.Mark.BEST : Cell.Mark.NONE;
        return kept.record().curve().stream()
                .filter(point -> point.epoch() == epoch)
                .map(point -> Cell.number(
                                Numbers.four(point.validationMrrSum()), point.validationMrrSum(), List.of(kept.name()))
                        .with(mark))
                .findFirst()
                .orElse(Cell.words(""));
    }
}
