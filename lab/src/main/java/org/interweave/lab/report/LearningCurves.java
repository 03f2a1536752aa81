package org.interweave.lab.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.interweave.lab.record.Records;
import org.interweave.lab.record.RunRecord;
import org.interweave.lab.study.StudySystem;

/** How validation went, epoch by epoch: a panel per system with a line per run. */
final class LearningCurves {
    private static final int STEP = 10;
    private static final double HEADROOM = 1.05;

    private LearningCurves() {}

    /** Nothing unless something was trained. */
    static Optional<Figure> figure(StudyRecords study) {
        List<Figure.Panel> panels = new ArrayList<>();
        List<Records.Kept> trained = new ArrayList<>();
        for (StudySystem system : SystemTables.run(study)) {
            List<Records.Kept> runs = study.own().stream()
                    .filter(kept -> kept.record().system().equals(system.id()))
                    .filter(kept -> !kept.record().curve().isEmpty())
                    .toList();
            if (!runs.isEmpty()) {
                panels.add(new Figure.Panel(system.title(), points(runs)));
                trained.addAll(runs);
            }
        }
        if (panels.isEmpty()) {
            return Optional.empty();
        }
        List<Figure.Point> all =
                panels.stream().flatMap(panel -> panel.points().stream()).toList();
        double last = all.stream().mapToDouble(Figure.Point::x).max().orElse(1);
        double highest = all.stream().mapToDouble(Figure.Point::value).max().orElse(1);
        String id = study.id() + "-learning-curves";
        return Optional.of(new Figure(
                id,
                "Learning curves",
                "How well each run did on the validation users after each epoch: MRR summed over the domains that it is for. One panel per system, one line per run; "
                        + "all panels have the same axes. A run for one domain sums over that domain alone and so ends lower.",
                Figure.Kind.LINES,
                new Figure.Axes("epoch", "validation MRR, summed", last, highest * HEADROOM),
                panels,
                table(id + "-data", trained)));
    }

    private static List<Figure.Point> points(List<Records.Kept> runs) {
        List<Figure.Point> points = new ArrayList<>();
        for (Records.Kept kept : runs) {
            RunRecord record = kept.record();
            String target = record.setting("target");
            for (RunRecord.Point point : record.curve()) {
                points.add(new Figure.Point(
                        "",
                        target.isEmpty() ? "all domains" : target,
                        "seed " + record.seed(),
                        point.epoch(),
                        point.validationMrrSum(),
                        Double.NaN));
            }
        }
        return points;
    }

    private static DataTable table(String id, List<Records.Kept> runs) {
        TreeSet<Integer> epochs = new TreeSet<>();
        for (Records.Kept kept : runs) {
            List<RunRecord.Point> curve = kept.record().curve();
            epochs.add(kept.record().bestEpoch());
            epochs.add(curve.get(0).epoch());
            epochs.add(curve.get(curve.size() - 1).epoch());
            curve.stream()
                    .map(RunRecord.Point::epoch)
                    .filter(e -> e % STEP == 0)
                    .forEach(epochs::add);
        }
        List<DataTable.Column> columns = new ArrayList<>();
        for (Records.Kept kept : runs) {
            columns.add(new DataTable.Column(
                    RunTables.title(kept.record()), "seed " + kept.record().seed()));
        }
        List<DataTable.Row> rows = new ArrayList<>();
        for (int epoch : epochs) {
            rows.add(new DataTable.Row(
                    Integer.toString(epoch),
                    runs.stream().map(kept -> at(kept, epoch)).toList()));
        }
        return new DataTable(
                id,
                "Learning curves: data",
                "Every tenth epoch, and the first, best and last of every run; best in bold.",
                "epoch",
                columns,
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
