package org.interweave.lab.report;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.interweave.core.data.DataException;
import org.interweave.core.metric.Metrics;
import org.interweave.lab.record.Outcomes;
import org.interweave.lab.record.Records;
import org.interweave.lab.record.RunRecord;
import org.interweave.lab.study.StudySystem;
import org.interweave.learn.train.EvaluationReport;

/**
 * The records of one dataset.
 *
 * @param study the dataset's name
 * @param version tells it from other datasets of the same name; empty if there are none
 * @param dataset its checksum; empty if there are no records
 * @param own those that stand in the paper's tables
 * @param other those of other settings, with what is other
 */
record StudyRecords(
        String study,
        String version,
        String dataset,
        List<String> domains,
        List<Records.Kept> own,
        Map<Records.Kept, List<String>> other) {
    /** Tolerates another order of summation. */
    private static final double ROUNDING = 1e-9;
    /** What follows the name of a study whose ties are not in the usual order. */
    private static final char COMPANION = '+';

    private static final int DIGITS = 12;

    /**
     * By dataset, in the order of the records.
     *
     * @param shared settings that the tables' runs have instead of their systems' own
     */
    static List<StudyRecords> group(List<Records.Kept> records, List<String> shared) {
        Map<String, List<Records.Kept>> byDataset = new LinkedHashMap<>();
        for (Records.Kept kept : records) {
            String key = kept.record().study() + " " + kept.record().dataset();
            byDataset.computeIfAbsent(key, k -> new ArrayList<>()).add(kept);
        }
        List<StudyRecords> groups = new ArrayList<>();
        for (List<Records.Kept> one : byDataset.values()) {
            RunRecord first = one.get(0).record();
            boolean alone = records.stream()
                    .filter(kept -> kept.record().study().equals(first.study()))
                    .allMatch(kept -> kept.record().dataset().equals(first.dataset()));
            groups.add(of(alone ? "" : first.dataset(), one, shared));
        }
        return groups;
    }

    private static StudyRecords of(String version, List<Records.Kept> records, List<String> shared) {
        List<Records.Kept> own = new ArrayList<>();
        Map<Records.Kept, List<String>> other = new LinkedHashMap<>();
        records.stream()
                .sorted(Comparator.comparingLong(kept -> kept.record().seed()))
                .forEach(kept -> {
                    List<String> departures = Departures.of(kept, shared);
                    if (departures.isEmpty()) {
                        own.add(kept);
                    } else {
                        other.put(kept, departures);
                    }
                });
        RunRecord first = records.get(0).record();
        return new StudyRecords(first.study(), shortened(version), first.dataset(), first.domains(), own, other);
    }

    /** A study without records. */
    static StudyRecords none(String study, List<String> domains) {
        return new StudyRecords(study, "", "", domains, List.of(), Map.of());
    }

    /** A checksum as people read it. */
    static String shortened(String checksum) {
        return checksum.substring(0, Math.min(DIGITS, checksum.length()));
    }

    /** The name, told from other datasets of the same name. */
    String title() {
        return version.isEmpty() ? study : study + ", dataset " + version;
    }

    /** Names it in links and files. */
    String id() {
        return Section.slug(version.isEmpty() ? study : study + " " + version);
    }

    /** The name without the order of ties. */
    String base() {
        return base(study);
    }

    static String base(String study) {
        int end = study.indexOf(COMPANION);
        return end < 0 ? study : study.substring(0, end);
    }

    /** How ties are ordered, as the name tells it: {@code shuffle-7}. */
    String ties() {
        return study.substring(Math.min(study.length(), base().length() + 1));
    }

    boolean isCompanion() {
        return !base().equals(study);
    }

    /** Runs that tell a system's numbers on a domain, by seed: of a system that is trained per target those for it. */
    List<Records.Kept> of(StudySystem system, String domain) {
        return own.stream()
                .filter(kept -> kept.record().system().equals(system.id()))
                .filter(kept ->
                        !system.perTarget() || kept.record().setting("target").equals(domain))
                .toList();
    }

    /** The run of the tables that one of other settings compares with: of the same system, target and seed. */
    Optional<Records.Kept> ownBeside(Records.Kept kept) {
        RunRecord record = kept.record();
        return own.stream()
                .filter(own -> own.record().system().equals(record.system()))
                .filter(own -> own.record().setting("target").equals(record.setting("target")))
                .filter(own -> own.record().seed() == record.seed())
                .findFirst();
    }

    /** Whether there is a run of the system for any domain. */
    boolean has(StudySystem system) {
        return own.stream().anyMatch(kept -> kept.record().system().equals(system.id()));
    }

    /** Test metrics; nothing where the run ranked nobody. */
    static Optional<Metrics> metrics(Records.Kept kept, EvaluationReport.Among among, String domain) {
        return evaluation(kept, among)
                .map(report -> report.domains().get(domain))
                .filter(metrics -> metrics.users() > 0);
    }

    static Optional<EvaluationReport> evaluation(Records.Kept kept, EvaluationReport.Among among) {
        boolean all = among == EvaluationReport.Among.ALL;
        return kept.record().evaluations().stream()
                .filter(report ->
                        report.split().equals("test") && report.candidates().equals("all") == all)
                .findFirst();
    }

    /** Where the targets of a domain stand, in the order of users; checked against the record. */
    static List<Outcomes.Outcome> outcomes(Records.Kept kept, String domain) throws IOException {
        int index = kept.record().domains().indexOf(domain);
        Outcomes outcomes = kept.outcomes();
        Metrics found = outcomes.metrics(index, EvaluationReport.Among.SAMPLED);
        Metrics kept999 = metrics(kept, EvaluationReport.Among.SAMPLED, domain).orElse(found);
        if (found.users() != kept999.users() || Math.abs(found.mrr() - kept999.mrr()) > ROUNDING) {
            throw new DataException(kept.file() + ": MRR " + kept999.mrr() + " of " + kept999.users() + " users of "
                    + domain + ", but the ranks beside it give " + found.mrr() + " of " + found.users()
                    + ". Try: copy both files of the run again");
        }
        return outcomes.all().stream()
                .filter(outcome -> outcome.domain() == index)
                .toList();
    }
}
