package org.interweave.lab.report;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.interweave.lab.study.StudySystem;
import org.interweave.lab.study.Systems;
import org.interweave.learn.train.EvaluationReport.Among;

/** The paper's tables of systems, and the same under other conditions. */
final class SystemTables {
    private static final String SYSTEM = "system";
    private static final String MARKS = " Best bold, runner-up underlined.";
    private static final String SPREAD = "Mean ± standard deviation over seeds; one seed has no deviation.";

    private final StudyRecords study;
    private final PublishedNumbers paper;
    private final Results results;

    SystemTables(StudyRecords study, PublishedNumbers paper) {
        this.study = study;
        this.paper = paper;
        results = new Results(study, Among.SAMPLED);
    }

    private String id(String what) {
        return study.id() + "-" + what;
    }

    DataTable table2() throws IOException {
        Quantity.Metrics references =
                (system, domain, metric) -> paper.table2(study.base(), system.id(), domain, metric);
        SystemRows rows = new SystemRows(shown(Systems.TABLE_2), Quantity.metrics(results, references));
        List<DataTable.Group> groups = grouped(rows);
        DataTable.Group significance = new Significance(results).againstBest(Systems.TABLE_2);
        groups.add(significance);
        List<String> notes = new ArrayList<>();
        if (inPaper()) {
            notes.add("Paper: " + paper.source() + ".");
        }
        notes.add(
                significance.rows().isEmpty()
                        ? "No significance rows: they need runs of MERIT and of another system."
                        : Significance.EXPLANATION);
        notes.addAll(paper.notes(study.base()));
        return new DataTable(
                id("table-2"),
                "Table 2: all systems",
                "How well each system places the item that a user chose next among 999 others of its domain, or all others where it has fewer. "
                        + SPREAD + MARKS
                        + (inPaper() ? " Below each number: the paper's, and ours less the paper's." : ""),
                SYSTEM,
                rows.columns(),
                groups,
                notes);
    }

    DataTable table3() {
        List<Quantity> quantities = new ArrayList<>();
        quantities.add(new Quantity(
                "all domains", "MRR sum", results::mrrSum, system -> paper.table3(study.base(), system.id())));
        quantities.addAll(Quantity.metrics(results, Quantity.Metrics.NONE));
        List<StudySystem> shown = shown(Systems.TABLE_3);
        boolean compares = shown.stream().anyMatch(system -> system.group() == StudySystem.Group.ABLATION);
        SystemRows rows = new SystemRows(compares ? shown : List.of(), quantities);
        return new DataTable(
                id("table-3"),
                "Table 3: MERIT without one of its parts",
                "What each part of MERIT is worth: every row but the first leaves out or simplifies one. " + SPREAD
                        + MARKS + (inPaper() ? " The paper prints the MRR summed over domains alone." : ""),
                "variant",
                rows.columns(),
                List.of(rows.group("", StudySystem.Group.DUAL_TARGET), rows.group("", StudySystem.Group.ABLATION)),
                inPaper() ? List.of("Paper: " + paper.table3Source() + ".") : List.of());
    }

    /** All of them where the paper has numbers of all, with or without runs; otherwise those with runs. */
    private List<StudySystem> shown(List<StudySystem> systems) {
        return inPaper() ? systems : systems.stream().filter(study::has).toList();
    }

    private boolean inPaper() {
        return paper.studies().contains(study.base());
    }

    /** How sure the differences of Table 3 are; no rows unless MERIT and a variant were run. */
    DataTable table3Significance() throws IOException {
        return new DataTable(
                id("table-3-significance"),
                "Significance of Table 3",
                "MRR summed over domains: MERIT less each variant that was run.",
                "variant",
                List.of(
                        new DataTable.Column("", "difference"),
                        new DataTable.Column("over seeds", "p"),
                        new DataTable.Column("over users", "95 % interval"),
                        new DataTable.Column("over users", "p")),
                List.of(new DataTable.Group("", new Significance(results).againstEach(Systems.TABLE_3))),
                List.of(Significance.EXPLANATION));
    }

    /** Table 2 and 3 with every target among all items of its domain. */
    DataTable fullRanking() {
        List<StudySystem> run = run(study);
        SystemRows rows = new SystemRows(run, Quantity.metrics(new Results(study, Among.ALL), Quantity.Metrics.NONE));
        return new DataTable(
                id("full-ranking"),
                "Full ranking",
                "The same models, with each target placed among all items of its domain that the user did not have before, instead of 999 drawn ones; the same where a domain has no more. "
                        + SPREAD + MARKS,
                SYSTEM,
                rows.columns(),
                grouped(rows),
                notRun());
    }

    /** Table 2 and 3 on the same data with interactions of equal time in another order. */
    DataTable companion(StudyRecords ordinary) {
        Results theirs = new Results(ordinary, Among.SAMPLED);
        Quantity.Metrics references = (system, domain, metric) -> {
            Measured measured = theirs.of(system, domain, metric);
            return measured.exists()
                    ? Optional.of(new Cell.Reference(
                            "usual", measured.mean(), measured.estimate().deviation()))
                    : Optional.empty();
        };
        SystemRows rows = new SystemRows(run(study), Quantity.metrics(results, references));
        return new DataTable(
                id("table-2"),
                "Ties shuffled, seed " + study.ties().replaceFirst("^shuffle-", ""),
                "The same systems, trained and tested on the data with interactions of equal time stamps in a random order instead of the usual one. "
                        + SPREAD + MARKS + " Below each number: that of the usual order, and the difference.",
                SYSTEM,
                rows.columns(),
                grouped(rows),
                List.of());
    }

    /** Figure 3's numbers: the same encoder trained on one domain and on all. */
    DataTable figure3() {
        Quantity.Metrics references = (system, domain, metric) -> singleTarget(system)
                .map(single -> results.of(single, domain, metric))
                .filter(Measured::exists)
                .map(measured -> new Cell.Reference(
                        "st", measured.mean(), measured.estimate().deviation()));
        SystemRows rows = new SystemRows(Systems.FIGURE_3, Quantity.metrics(results, references));
        return new DataTable(
                id("figure-3-data"),
                "Figure 3: data",
                "Below each dual-target number: the single-target one, and the difference.",
                SYSTEM,
                rows.columns(),
                List.of(
                        rows.group("Single-target", StudySystem.Group.SINGLE_TARGET),
                        rows.group("Dual-target", StudySystem.Group.DUAL_TARGET)),
                List.of());
    }

    private static Optional<StudySystem> singleTarget(StudySystem dual) {
        return dual.perTarget()
                ? Optional.empty()
                : Systems.FIGURE_3.stream()
                        .filter(system -> system.perTarget() && system.model().equals(dual.model()))
                        .findFirst();
    }

    private static List<DataTable.Group> grouped(SystemRows rows) {
        return new ArrayList<>(List.of(
                rows.group("Single-target", StudySystem.Group.SINGLE_TARGET),
                rows.group("Dual-target", StudySystem.Group.DUAL_TARGET),
                rows.group("MERIT without a part", StudySystem.Group.ABLATION),
                rows.group("Floors, which do not learn", StudySystem.Group.FLOOR)));
    }

    /** Systems with a run, in the order of the tables. */
    static List<StudySystem> run(StudyRecords study) {
        return Systems.all().stream().filter(study::has).toList();
    }

    private List<String> notRun() {
        String missing = Systems.TABLE_2.stream()
                .filter(system -> !study.has(system))
                .map(StudySystem::title)
                .collect(Collectors.joining(", "));
        return missing.isEmpty() ? List.of() : List.of("Not run: " + missing + ".");
    }
}
