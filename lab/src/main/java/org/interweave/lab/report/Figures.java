package org.interweave.lab.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.interweave.lab.record.Records;
import org.interweave.lab.record.RunRecord;
import org.interweave.lab.study.StudySystem;
import org.interweave.lab.study.Systems;
import org.interweave.learn.train.EvaluationReport.Among;

/** The paper's figures. */
final class Figures {
    /** Leaves room above the tallest bar. */
    private static final double HEADROOM = 1.15;

    private Figures() {}

    /** Figure 3; nothing unless systems of both kinds were run for a domain. */
    static Optional<Figure> figure3(StudyRecords study, PublishedNumbers paper) {
        Results results = new Results(study, Among.SAMPLED);
        List<Figure.Panel> panels = new ArrayList<>();
        double highest = 0;
        for (String domain : study.domains()) {
            List<Figure.Point> points = new ArrayList<>();
            for (StudySystem system : Systems.FIGURE_3) {
                Measured measured = results.of(system, domain, Metric.MRR);
                if (measured.exists()) {
                    String encoder = system.title().replaceFirst("-[sd]t$", "");
                    String series = system.perTarget() ? "this domain alone (st)" : "all domains (dt)";
                    var estimate = measured.estimate();
                    points.add(new Figure.Point(encoder, series, "", 0, estimate.mean(), estimate.deviation()));
                    highest = Math.max(highest, estimate.mean());
                }
            }
            boolean compares =
                    points.stream().map(Figure.Point::series).distinct().count() > 1;
            if (compares) {
                panels.add(new Figure.Panel(domain, points));
            }
        }
        if (panels.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Figure(
                study.id() + "-figure-3",
                "Figure 3: one domain's interactions against those of all",
                "Does a model of one sequence gain from the other domain? Each pair of bars is one encoder, trained on the target domain alone and on all domains; "
                        + "higher is better. Lines: one standard deviation over seeds, where there are two or more.",
                Figure.Kind.BARS,
                new Figure.Axes("", "test MRR (0 to 1)", "trained on", 0, highest * HEADROOM),
                panels,
                new SystemTables(study, paper).figure3()));
    }

    /** Figure 7; nothing unless MERIT was run. */
    static Optional<Figure> figure7(StudyRecords study) {
        Map<String, Map<String, List<RunRecord.GateWeight>>> byPath = new LinkedHashMap<>();
        List<String> runs = new ArrayList<>();
        for (Records.Kept kept : study.of(Systems.MERIT, "")) {
            runs.add(kept.name());
            for (RunRecord.GateWeight gate : kept.record().gates()) {
                byPath.computeIfAbsent(gate.source() + " → " + gate.destination(), path -> new LinkedHashMap<>())
                        .computeIfAbsent(gate.target(), target -> new ArrayList<>())
                        .add(gate);
            }
        }
        if (byPath.isEmpty()) {
            return Optional.empty();
        }
        List<Figure.Point> points = new ArrayList<>();
        byPath.forEach((path, byTarget) -> byTarget.forEach(
                (target, gates) -> points.add(new Figure.Point(path, target, "", 0, mean(gates), deviation(gates)))));
        String caption =
                "What one branch sends to another is mixed from a shared expert and one of its own. The point is the shared expert's mean weight over the items of the test users' histories, "
                        + "the line one standard deviation to each side; colour and shape tell which domain the next item is of. The own expert has the rest of 1."
                        + (runs.size() > 1 ? " Over " + runs.size() + " seeds." : "");
        return Optional.of(new Figure(
                study.id() + "-figure-7",
                "Figure 7: how much the branches of MERIT share",
                caption,
                Figure.Kind.INTERVALS,
                new Figure.Axes("weight of the shared expert (0 to 1)", "", "next item of", 1, 0),
                List.of(new Figure.Panel("", points)),
                gateTable(study, byPath, runs)));
    }

    private static DataTable gateTable(
            StudyRecords study, Map<String, Map<String, List<RunRecord.GateWeight>>> byPath, List<String> runs) {
        List<DataTable.Row> rows = new ArrayList<>();
        byPath.forEach((path, byTarget) -> {
            List<Cell> cells = new ArrayList<>();
            for (String domain : study.domains()) {
                List<RunRecord.GateWeight> gates = byTarget.getOrDefault(domain, List.of());
                double mean = mean(gates);
                double deviation = deviation(gates);
                cells.add(Cell.number(Numbers.four(mean), mean, runs));
                cells.add(Cell.number(Numbers.four(deviation), deviation, runs));
                cells.add(Cell.count(gates.stream()
                        .mapToLong(RunRecord.GateWeight::tokens)
                        .max()
                        .orElse(0)));
            }
            rows.add(new DataTable.Row(path, cells));
        });
        return new DataTable(
                study.id() + "-figure-7-data",
                "Figure 7: data",
                "",
                "from → to",
                gateColumns(study),
                List.of(new DataTable.Group("", rows)),
                List.of());
    }

    private static List<DataTable.Column> gateColumns(StudyRecords study) {
        List<DataTable.Column> columns = new ArrayList<>();
        for (String domain : study.domains()) {
            for (String label : List.of("mean", "deviation", "items")) {
                columns.add(new DataTable.Column("next item of " + domain, label));
            }
        }
        return columns;
    }

    /** Over runs, each counting the same. */
    private static double mean(List<RunRecord.GateWeight> gates) {
        return gates.stream().mapToDouble(RunRecord.GateWeight::mean).average().orElse(0);
    }

    /** Over the tokens of all runs together. */
    private static double deviation(List<RunRecord.GateWeight> gates) {
        double mean = mean(gates);
        double squares = gates.stream()
                .mapToDouble(gate -> gate.deviation() * gate.deviation() + gate.mean() * gate.mean())
                .average()
                .orElse(0);
        return Math.sqrt(Math.max(0, squares - mean * mean));
    }
}
