package org.interweave.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.interweave.core.data.Dataset;
import org.interweave.core.metric.Metrics;
import org.interweave.lab.record.Recorder;
import org.interweave.lab.record.Records;
import org.interweave.lab.report.PublishedNumbers;
import org.interweave.lab.report.Report;
import org.interweave.lab.report.form.ReportFiles;
import org.interweave.lab.study.Floors;
import org.interweave.lab.study.PlannedRun;
import org.interweave.lab.study.StudySystem;
import org.interweave.lab.study.Systems;
import org.interweave.learn.train.TrainedRun;

/**
 * Tests what the demo trained, and two systems that do not learn.
 *
 * @param directory takes the records and the page made of them
 * @param settings of both trainings
 */
record DemoComparison(Path directory, List<String> settings) {
    static final String PAGE = "report.html";

    /** @param name of the record */
    private record Tested(StudySystem system, String name, Recorder.Entry entry) {}

    /** The comparison in lines of text; the page is written on the way. */
    List<String> of(Path merit, Path sasrec) throws IOException {
        TrainedRun run = TrainedRun.open(merit);
        Dataset dataset = run.dataset();
        String study = Recorder.study(dataset);
        List<Tested> all = tested(List.of(TrainedRun.open(sasrec), run), dataset, study);
        writePage(all, study);
        List<String> lines = new ArrayList<>(
                List.of(
                        "\n4. The test: each user's last item, ranked among all items of its domain that\nthe user does not have; the same lists for all four."));
        lines.addAll(table(all).lines());
        List<String> sums = all.stream()
                .map(one -> one.system.title() + " "
                        + four(metrics(one).stream().mapToDouble(Metrics::mrr).sum()))
                .toList();
        lines.add("MRR summed over the domains: " + String.join(", ", sums) + ".");
        return lines;
    }

    private static List<Tested> tested(List<TrainedRun> runs, Dataset dataset, String study) throws IOException {
        Recorder recorder = new Recorder(Machine.describe(), Commit.ofThisCode());
        List<Tested> all = new ArrayList<>();
        for (StudySystem floor : List.of(Systems.POPULARITY, Systems.COOCCURRENCE)) {
            Recorder.Entry entry = recorder.of(Floors.scorer(floor, dataset), floor.id(), dataset);
            all.add(new Tested(floor, study + "." + floor.id(), entry));
        }
        for (TrainedRun run : runs) {
            StudySystem system = Systems.of(run.config());
            all.add(new Tested(system, PlannedRun.name(study, system, run.config()), recorder.of(run, system.id())));
        }
        return all;
    }

    private void writePage(List<Tested> all, String study) throws IOException {
        Path records = directory.resolve("records");
        for (Tested one : all) {
            Records.write(records, one.name, one.entry.record(), one.entry.outcomes());
        }
        Report report = Report.of(Records.in(records), PublishedNumbers.read(), List.of(study), settings);
        ReportFiles.html(report, directory.resolve(PAGE));
    }

    private static TextTable table(List<Tested> all) {
        TextTable table = new TextTable();
        List<String> header = new ArrayList<>(List.of("test"));
        DemoData.DOMAINS.forEach(name -> header.addAll(List.of(name + " HR@10", "NDCG@10", "MRR")));
        table.row(header);
        for (Tested one : all) {
            List<String> row = new ArrayList<>(List.of(one.system.title()));
            metrics(one).forEach(m -> row.addAll(List.of(four(m.hr10()), four(m.ndcg10()), four(m.mrr()))));
            table.row(row);
        }
        return table;
    }

    /** Of each domain, among the candidates that all systems share. */
    private static List<Metrics> metrics(Tested one) {
        return List.copyOf(one.entry.record().evaluations().get(0).domains().values());
    }

    private static String four(double value) {
        return String.format(Locale.ROOT, "%.4f", value);
    }
}
