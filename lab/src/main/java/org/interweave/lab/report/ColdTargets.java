package org.interweave.lab.report;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import org.interweave.core.metric.Metrics;
import org.interweave.lab.record.Outcomes;
import org.interweave.lab.record.Records;
import org.interweave.lab.study.StudySystem;

/** Test metrics by how often the target occurs in the training data of all users. */
final class ColdTargets {
    private static final List<Metric> METRICS = List.of(Metric.HR_10, Metric.MRR);

    /** How well known a target is. */
    private enum Warmth {
        UNSEEN("never seen", seen -> seen == 0),
        RARE("seen once or twice", seen -> seen == 1 || seen == 2),
        WARM("seen more often", seen -> seen > 2);

        private final String words;
        private final IntPredicate includes;

        Warmth(String words, IntPredicate includes) {
            this.words = words;
            this.includes = includes;
        }
    }

    private final StudyRecords study;
    /** By run, domain and warmth. */
    private final Map<String, Metrics> found = new HashMap<>();

    private final Map<String, Integer> targets = new HashMap<>();

    private ColdTargets(StudyRecords study) {
        this.study = study;
    }

    static DataTable table(StudyRecords study) throws IOException {
        return new ColdTargets(study).table();
    }

    private DataTable table() throws IOException {
        List<StudySystem> systems = SystemTables.run(study);
        for (StudySystem system : systems) {
            for (String domain : study.domains()) {
                for (Records.Kept kept : study.of(system, domain)) {
                    read(kept, domain);
                }
            }
        }
        List<Quantity> quantities = new ArrayList<>();
        for (String domain : study.domains()) {
            for (Warmth warmth : Warmth.values()) {
                if (targets.getOrDefault(domain + " " + warmth, 0) > 0) {
                    METRICS.forEach(metric -> quantities.add(quantity(domain, warmth, metric)));
                }
            }
        }
        SystemRows rows = new SystemRows(systems, quantities);
        return new DataTable(
                study.id() + "-cold-targets",
                "Known and unknown targets",
                "The numbers of Table 2 by how often the target occurs in the training data of all users. "
                        + "A model of item embeddings learns nothing of an item it never saw.",
                "system",
                rows.columns(),
                List.of(rows.all()),
                List.of("1 + 999 candidates. Best bold, runner-up underlined."));
    }

    private void read(Records.Kept kept, String domain) throws IOException {
        List<Outcomes.Outcome> outcomes = StudyRecords.outcomes(kept, domain);
        for (Warmth warmth : Warmth.values()) {
            Metrics metrics = Metrics.of(outcomes.stream()
                    .filter(outcome -> warmth.includes.test(outcome.seen()))
                    .map(Outcomes.Outcome::sampled)
                    .toList());
            found.put(kept.name() + " " + domain + " " + warmth, metrics);
            targets.putIfAbsent(domain + " " + warmth, metrics.users());
        }
    }

    private Quantity quantity(String domain, Warmth warmth, Metric metric) {
        int count = targets.getOrDefault(domain + " " + warmth, 0);
        String group = domain + ", " + warmth.words + " (" + Numbers.count(count) + " targets)";
        return new Quantity(
                group, metric.title(), system -> measured(system, domain, warmth, metric), Quantity.NO_REFERENCE);
    }

    private Measured measured(StudySystem system, String domain, Warmth warmth, Metric metric) {
        return new Measured(study.of(system, domain).stream()
                .filter(kept ->
                        found.get(kept.name() + " " + domain + " " + warmth).users() > 0)
                .map(kept -> new Measured.Sample(
                        kept.record().seed(),
                        metric.of(found.get(kept.name() + " " + domain + " " + warmth)),
                        List.of(kept.name()),
                        kept.record().finished()))
                .toList());
    }
}
