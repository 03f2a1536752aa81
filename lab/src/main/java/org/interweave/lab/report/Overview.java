package org.interweave.lab.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.interweave.lab.record.Records;
import org.interweave.lab.study.StudySystem;
import org.interweave.lab.study.Systems;
import org.interweave.learn.train.EvaluationReport.Among;

/** How far the study is, and how near its main number is to the paper's. */
final class Overview {
    private Overview() {}

    static DataTable table(List<String> bases, List<StudyRecords> groups, PublishedNumbers paper) {
        List<DataTable.Row> rows = bases.stream()
                .map(base -> row(
                        base,
                        groups.stream()
                                .filter(group -> group.base().equals(base))
                                .toList(),
                        paper))
                .toList();
        boolean inPaper = bases.stream().anyMatch(paper.studies()::contains);
        return new DataTable(
                "overview",
                "Overview",
                "How much of the study has been run, and MERIT's main number: test MRR summed over the domains, mean ± standard deviation over seeds"
                        + (inPaper ? ", with the paper's number and the difference below it." : "."),
                "data set",
                Stream.of("MERIT, MRR sum", "runs", "systems of Table 2", "variants of Table 3", "seeds", "training")
                        .map(label -> new DataTable.Column("", label))
                        .toList(),
                List.of(new DataTable.Group("", rows)),
                inPaper ? List.of("Paper: " + paper.table3Source() + ".") : List.of());
    }

    private static DataTable.Row row(String base, List<StudyRecords> groups, PublishedNumbers paper) {
        StudyRecords study = groups.stream()
                .filter(group -> !group.isCompanion())
                .findFirst()
                .orElse(StudyRecords.none(base, List.of()));
        List<Records.Kept> records = groups.stream()
                .flatMap(group -> Stream.concat(group.own().stream(), group.other().keySet().stream()))
                .toList();
        Set<Long> seeds = new TreeSet<>();
        study.own().stream()
                .filter(kept -> !kept.record().curve().isEmpty())
                .forEach(kept -> seeds.add(kept.record().seed()));
        double seconds = records.stream()
                .mapToDouble(kept -> kept.record().trainingSeconds())
                .sum();
        List<Cell> cells = new ArrayList<>();
        cells.add(new Results(study, Among.SAMPLED)
                .mrrSum(Systems.MERIT)
                .cell()
                .beside(paper.table3(base, Systems.MERIT.id())));
        cells.add(Cell.count(records.size()));
        cells.add(share(study, Systems.TABLE_2));
        cells.add(share(study, Systems.TABLE_3));
        cells.add(Cell.count(seeds.size()));
        cells.add(seconds == 0 ? Cell.words("") : Cell.number(Numbers.duration(seconds), seconds, List.of()));
        return new DataTable.Row(base, cells);
    }

    private static Cell share(StudyRecords study, List<StudySystem> systems) {
        long run = systems.stream().filter(study::has).count();
        return Cell.number(run + " of " + systems.size(), run, List.of());
    }
}
