package org.interweave.lab.report;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.interweave.lab.stats.Holm;
import org.interweave.lab.stats.PairedBootstrap;
import org.interweave.lab.stats.PairedTest;
import org.interweave.lab.study.StudySystem;
import org.interweave.lab.study.Systems;

/**
 * How sure it is that MERIT differs from another system, twice: over seeds, as in the paper, and over users. p values are corrected together, over the comparisons of a table.
 */
final class Significance {
    static final String EXPLANATION =
            "Difference: MERIT less the other. Seeds: paired t-test over the seeds that both have, as in the paper. "
                    + "Users: 95 % interval and p of a paired bootstrap, 10,000 resamples of the test users, each with the mean over seeds of both systems on the "
                    + "same 1 + 999 candidates. p values are two-sided and corrected after Holm over all comparisons of the table, each test by itself.";
    static final String TOO_FEW_SEEDS = "needs two seeds or more";
    static final String OTHER_CANDIDATES = "other candidates";
    private static final String NO_OTHER = "nothing to compare";

    private final StudyRecords study;
    private final Results results;
    private final UserValues users;

    /** @param users nothing if they did not rank the same lists */
    private record Comparison(
            StudySystem rival,
            Measured ours,
            Measured theirs,
            Optional<PairedTest> seeds,
            Optional<PairedBootstrap> users) {
        List<String> runs() {
            List<String> runs = new ArrayList<>(ours.runs());
            runs.addAll(theirs.runs());
            return runs;
        }
    }

    Significance(Results results) {
        this.results = results;
        study = results.study();
        users = new UserValues(study);
    }

    /** MERIT against the best of the others in every column; empty without either. */
    DataTable.Group againstBest(List<StudySystem> others) throws IOException {
        List<Optional<Comparison>> comparisons = new ArrayList<>();
        for (String domain : study.domains()) {
            for (Metric metric : Metric.values()) {
                comparisons.add(best(others, domain, metric));
            }
        }
        if (comparisons.stream().allMatch(Optional::isEmpty)) {
            return new DataTable.Group("", List.of());
        }
        List<List<Cell>> cells = cells(comparisons);
        List<DataTable.Row> rows = new ArrayList<>();
        List<String> labels = List.of("best baseline", "difference", "p, seeds", "95 %, users", "p, users");
        for (int i = 0; i < labels.size(); i++) {
            List<Cell> row = new ArrayList<>(List.of(Cell.words("")));
            row.addAll(cells.get(i));
            rows.add(new DataTable.Row(labels.get(i), row));
        }
        return new DataTable.Group("MERIT against the best baseline", rows);
    }

    private Optional<Comparison> best(List<StudySystem> others, String domain, Metric metric) throws IOException {
        Measured ours = results.of(Systems.MERIT, domain, metric);
        Optional<StudySystem> best = others.stream()
                .filter(system -> system != Systems.MERIT)
                .filter(system -> results.of(system, domain, metric).exists())
                .max(Comparator.comparingDouble(
                        system -> results.of(system, domain, metric).mean()));
        if (!ours.exists() || best.isEmpty()) {
            return Optional.empty();
        }
        StudySystem rival = best.get();
        Measured theirs = results.of(rival, domain, metric);
        Optional<PairedBootstrap> byUser = users.comparable(Systems.MERIT, rival, List.of(domain))
                ? Optional.of(users.compare(Systems.MERIT, rival, domain, metric))
                : Optional.empty();
        return Optional.of(new Comparison(rival, ours, theirs, ours.against(theirs), byUser));
    }

    /** MERIT's MRR summed over domains against that of every other system that was run; no rows without MERIT. */
    List<DataTable.Row> againstEach(List<StudySystem> others) throws IOException {
        Measured ours = results.mrrSum(Systems.MERIT);
        List<Optional<Comparison>> comparisons = new ArrayList<>();
        for (StudySystem rival : others) {
            Measured theirs = results.mrrSum(rival);
            if (rival != Systems.MERIT && ours.exists() && theirs.exists()) {
                Optional<PairedBootstrap> byUser = users.comparable(Systems.MERIT, rival, study.domains())
                        ? Optional.of(users.compareMrrSum(Systems.MERIT, rival))
                        : Optional.empty();
                comparisons.add(Optional.of(new Comparison(rival, ours, theirs, ours.against(theirs), byUser)));
            }
        }
        List<List<Cell>> cells = cells(comparisons);
        List<DataTable.Row> rows = new ArrayList<>();
        for (int i = 0; i < comparisons.size(); i++) {
            List<Cell> row = new ArrayList<>();
            for (List<Cell> kind : cells.subList(1, cells.size())) {
                row.add(kind.get(i));
            }
            rows.add(new DataTable.Row(comparisons.get(i).orElseThrow().rival().title(), row));
        }
        return rows;
    }

    /** Five lists, a cell per comparison each: rival, difference, p over seeds, interval and p over users. */
    private static List<List<Cell>> cells(List<Optional<Comparison>> comparisons) {
        List<OptionalDouble> overSeeds = holm(comparisons.stream()
                .map(c -> c.flatMap(Comparison::seeds).map(PairedTest::p))
                .toList());
        List<OptionalDouble> overUsers = holm(comparisons.stream()
                .map(c -> c.flatMap(Comparison::users).map(PairedBootstrap::p))
                .toList());
        List<List<Cell>> cells =
                List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        for (int i = 0; i < comparisons.size(); i++) {
            if (comparisons.get(i).isEmpty()) {
                cells.forEach(kind -> kind.add(Cell.words(NO_OTHER)));
                continue;
            }
            Comparison comparison = comparisons.get(i).get();
            List<String> runs = comparison.runs();
            double difference = comparison.ours.mean() - comparison.theirs.mean();
            cells.get(0).add(Cell.words(comparison.rival.title(), comparison.theirs.runs()));
            cells.get(1).add(Cell.number(Numbers.signed(difference), difference, runs));
            cells.get(2).add(p(overSeeds.get(i), runs, TOO_FEW_SEEDS));
            cells.get(3)
                    .add(comparison
                            .users
                            .map(users -> Cell.words(
                                    Numbers.signed(users.low()) + " to " + Numbers.signed(users.high()), runs))
                            .orElse(Cell.words(OTHER_CANDIDATES)));
            cells.get(4).add(p(overUsers.get(i), runs, OTHER_CANDIDATES));
        }
        return cells;
    }

    private static Cell p(OptionalDouble p, List<String> runs, String otherwise) {
        return p.isPresent() ? Cell.number(Numbers.p(p.getAsDouble()), p.getAsDouble(), runs) : Cell.words(otherwise);
    }

    /** Corrects those that are there. */
    private static List<OptionalDouble> holm(List<Optional<Double>> p) {
        double[] corrected = Holm.correct(p.stream()
                .flatMap(Optional::stream)
                .mapToDouble(Double::doubleValue)
                .toArray());
        List<OptionalDouble> all = new ArrayList<>();
        int next = 0;
        for (Optional<Double> one : p) {
            all.add(one.isPresent() ? OptionalDouble.of(corrected[next++]) : OptionalDouble.empty());
        }
        return all;
    }
}
