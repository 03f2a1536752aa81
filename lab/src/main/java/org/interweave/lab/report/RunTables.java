package org.interweave.lab.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.interweave.core.metric.Metrics;
import org.interweave.lab.record.Records;
import org.interweave.lab.record.RunRecord;
import org.interweave.lab.study.StudySystem;
import org.interweave.lab.study.Systems;
import org.interweave.learn.train.EvaluationReport.Among;

/** Tables with a row per run. */
final class RunTables {
    /** What a name may say of settings, in letters, before it makes a table too wide. */
    private static final int LONGEST_SETTINGS = 40;

    private RunTables() {}

    /** Runs that stand in none of the paper's tables, beside runs that do. */
    static DataTable otherSettings(StudyRecords study) {
        List<DataTable.Column> columns = new ArrayList<>(List.of(
                new DataTable.Column("", "what is other"),
                new DataTable.Column("", "seed"),
                new DataTable.Column("", "epochs")));
        for (String split : List.of("validation", "test")) {
            study.domains().forEach(domain -> columns.add(new DataTable.Column(split + " MRR", domain)));
        }
        List<DataTable.Row> rows = study.other().entrySet().stream()
                .sorted(Comparator.comparing(entry -> entry.getKey().name()))
                .map(entry -> otherRow(study, entry.getKey(), entry.getValue()))
                .toList();
        return new DataTable(
                study.id() + "-other-settings",
                "Other settings",
                "Single runs with other settings than their system has in the tables above, where they do not count. "
                        + "Below each number: the run of the same seed with the system's own settings, and the difference.",
                "system",
                columns,
                List.of(new DataTable.Group("", rows)),
                List.of("1 + 999 candidates. Settings are to be chosen by validation, never by test."));
    }

    private static DataTable.Row otherRow(StudyRecords study, Records.Kept kept, List<String> departures) {
        RunRecord record = kept.record();
        List<String> runs = List.of(kept.name());
        List<Cell> cells = new ArrayList<>();
        cells.add(Cell.words(String.join("; ", departures), runs));
        cells.add(Cell.number(Long.toString(record.seed()), record.seed(), List.of()));
        cells.add(Cell.count(record.curve().size()));
        for (String domain : study.domains()) {
            cells.add(mrr(kept, validation(kept, domain))
                    .beside(study.ownBeside(kept)
                            .flatMap(own -> validation(own, domain))
                            .map(RunTables::reference)));
        }
        for (String domain : study.domains()) {
            cells.add(mrr(kept, StudyRecords.metrics(kept, Among.SAMPLED, domain))
                    .beside(study.ownBeside(kept)
                            .flatMap(own -> StudyRecords.metrics(own, Among.SAMPLED, domain))
                            .map(RunTables::reference)));
        }
        return new DataTable.Row(title(record), cells);
    }

    private static Optional<Metrics> validation(Records.Kept kept, String domain) {
        return Optional.ofNullable(kept.record().validation().get(domain)).filter(metrics -> metrics.users() > 0);
    }

    private static Cell mrr(Records.Kept kept, Optional<Metrics> metrics) {
        if (metrics.isEmpty()) {
            return Cell.words("not ranked");
        }
        String sign = kept.record().finished() ? "" : Cell.UNFINISHED;
        double mrr = metrics.get().mrr();
        return Cell.number(Numbers.four(mrr), mrr, List.of(kept.name())).signed(sign);
    }

    private static Cell.Reference reference(Metrics metrics) {
        return new Cell.Reference("own", metrics.mrr(), Double.NaN);
    }

    /** Runs of models that add up two states to score, ranking with each alone. */
    static DataTable summands(StudyRecords study) {
        List<DataTable.Column> columns =
                new ArrayList<>(List.of(new DataTable.Column("", "seed"), new DataTable.Column("", "scored with")));
        study.domains().forEach(domain -> columns.add(new DataTable.Column("validation MRR", domain)));
        List<DataTable.Row> rows = study.own().stream()
                .flatMap(kept -> kept.record().summands().stream().map(summand -> summandRow(study, kept, summand)))
                .toList();
        return new DataTable(
                study.id() + "-summands",
                "Scored with one state alone",
                "MERIT scores with the sum of two states: the domain's, which learned what the merged sequence does not tell, and that of the merged sequence. "
                        + "Here the same weights rank with one of them. Below each number: with the sum, and the difference.",
                "system",
                columns,
                List.of(new DataTable.Group("", rows)),
                List.of("1 + 999 candidates. The epoch was chosen by what the sum gives."));
    }

    private static DataTable.Row summandRow(StudyRecords study, Records.Kept kept, RunRecord.Summand summand) {
        RunRecord record = kept.record();
        List<Cell> cells = new ArrayList<>();
        cells.add(Cell.number(Long.toString(record.seed()), record.seed(), List.of()));
        cells.add(Cell.words(summand.name(), List.of(kept.name())));
        for (String domain : study.domains()) {
            cells.add(mrr(kept, Optional.ofNullable(summand.validation().get(domain)))
                    .beside(validation(kept, domain).map(sum -> new Cell.Reference("sum", sum.mrr(), Double.NaN))));
        }
        return new DataTable.Row(title(record), cells);
    }

    /** Every record of some datasets. */
    static DataTable all(String id, List<StudyRecords> studies) {
        List<DataTable.Column> columns = Stream.of(
                        "best epoch",
                        "epochs",
                        "ended",
                        "validation MRR sum",
                        "training",
                        "memory",
                        "parameters",
                        "commit")
                .map(label -> new DataTable.Column("", label))
                .toList();
        List<DataTable.Row> rows = studies.stream()
                .flatMap(study -> Stream.concat(study.own().stream(), study.other().keySet().stream()))
                .sorted(Comparator.comparing(Records.Kept::name))
                .map(RunTables::runRow)
                .toList();
        return new DataTable(
                id + "-runs",
                "All runs",
                "Every record that the numbers above come from. The best epoch was chosen by validation alone; training time leaves validations out.",
                "record",
                columns,
                List.of(new DataTable.Group("", rows)),
                List.of());
    }

    private static DataTable.Row runRow(Records.Kept kept) {
        RunRecord record = kept.record();
        List<String> runs = List.of(kept.name());
        boolean trained = !record.curve().isEmpty();
        double sum =
                record.validation().values().stream().mapToDouble(Metrics::mrr).sum();
        List<Cell> cells = new ArrayList<>();
        cells.add(trained ? Cell.count(record.bestEpoch()) : Cell.words(""));
        cells.add(trained ? Cell.count(record.curve().size()) : Cell.words(""));
        cells.add(Cell.words(!trained ? "does not train" : record.finished() ? "by itself" : "cut short", runs));
        cells.add(Cell.number(Numbers.four(sum), sum, runs));
        cells.add(
                trained
                        ? Cell.number(Numbers.duration(record.trainingSeconds()), record.trainingSeconds(), runs)
                        : Cell.words(""));
        cells.add(
                trained
                        ? Cell.number(Numbers.gigabytes(record.peakBytes()), record.peakBytes(), runs)
                        : Cell.words(""));
        cells.add(trained ? Cell.count(record.parameters()) : Cell.words(""));
        cells.add(Cell.words(record.commit(), runs));
        return new DataTable.Row(shortName(kept), cells);
    }

    /** Without the settings behind the seed, which runs of the tables share. */
    private static String shortName(Records.Kept kept) {
        RunRecord record = kept.record();
        boolean trained = !record.curve().isEmpty();
        String plain = record.study() + "." + record.system()
                + (record.setting("target").isEmpty() ? "" : "." + record.setting("target"))
                + (trained ? "." + record.seed() : "");
        int settings = kept.name().length() - plain.length();
        return settings > LONGEST_SETTINGS ? plain + " …" : kept.name();
    }

    /** A system's title, with its target where it has one. */
    static String title(RunRecord record) {
        String title = Systems.all().stream()
                .filter(system -> system.id().equals(record.system()))
                .map(StudySystem::title)
                .collect(Collectors.joining());
        String target = record.setting("target");
        return (title.isEmpty() ? record.system() : title) + (target.isEmpty() ? "" : ", " + target);
    }
}
