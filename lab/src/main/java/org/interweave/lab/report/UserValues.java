package org.interweave.lab.report;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.interweave.core.data.DataException;
import org.interweave.lab.record.Outcomes;
import org.interweave.lab.record.Records;
import org.interweave.lab.stats.PairedBootstrap;
import org.interweave.lab.study.StudySystem;
import org.interweave.learn.train.EvaluationReport;

/** What systems reach on each test user of a study, as means over their runs, and comparisons user by user. */
final class UserValues {
    private final StudyRecords study;
    private final Map<String, Map<Metric, double[]>> known = new HashMap<>();

    UserValues(StudyRecords study) {
        this.study = study;
    }

    /** Whether all runs of two systems ranked the same lists, without which users cannot be paired. */
    boolean comparable(StudySystem first, StudySystem second, List<String> domains) {
        Set<String> lists = new HashSet<>();
        for (String domain : domains) {
            for (StudySystem system : List.of(first, second)) {
                for (Records.Kept kept : study.of(system, domain)) {
                    lists.add(StudyRecords.evaluation(kept, EvaluationReport.Among.SAMPLED)
                            .map(EvaluationReport::candidateHash)
                            .orElse(""));
                }
            }
        }
        return lists.size() == 1 && !lists.contains("");
    }

    /** The difference of a metric's mean over the users of a domain. */
    PairedBootstrap compare(StudySystem first, StudySystem second, String domain, Metric metric) throws IOException {
        return PairedBootstrap.of(
                values(first, domain).get(metric), values(second, domain).get(metric));
    }

    /** The difference of MRR summed over domains. */
    PairedBootstrap compareMrrSum(StudySystem first, StudySystem second) throws IOException {
        return PairedBootstrap.of(shares(first), shares(second));
    }

    /**
     * A value per user whose mean over all users is the sum of the domains' means, and which spreads as that sum does: the sum, plus how far the user is from the mean of his domain
     * times all users per user of it. How many users of each domain a resample draws then does not count, as it does not in a mean per domain.
     */
    private double[] shares(StudySystem system) throws IOException {
        List<double[]> domains = new ArrayList<>();
        for (String domain : study.domains()) {
            domains.add(values(system, domain).get(Metric.MRR));
        }
        int users = domains.stream().mapToInt(values -> values.length).sum();
        double sum = domains.stream().mapToDouble(UserValues::mean).sum();
        return domains.stream()
                .flatMapToDouble(values -> {
                    double mean = mean(values);
                    return Arrays.stream(values).map(value -> sum + (value - mean) * users / values.length);
                })
                .toArray();
    }

    private static double mean(double[] values) {
        return Arrays.stream(values).average().orElse(0);
    }

    private Map<Metric, double[]> values(StudySystem system, String domain) throws IOException {
        String key = system.id() + " " + domain;
        Map<Metric, double[]> values = known.get(key);
        if (values == null) {
            values = read(study.of(system, domain), domain);
            known.put(key, values);
        }
        return values;
    }

    private static Map<Metric, double[]> read(List<Records.Kept> runs, String domain) throws IOException {
        Map<Metric, double[]> sums = new EnumMap<>(Metric.class);
        int[] users = null;
        for (Records.Kept kept : runs) {
            List<Outcomes.Outcome> outcomes = StudyRecords.outcomes(kept, domain);
            int[] ranked = outcomes.stream().mapToInt(Outcomes.Outcome::user).toArray();
            if (users != null && !Arrays.equals(users, ranked)) {
                throw new DataException(kept.file() + ": other test users of " + domain + " than "
                        + runs.get(0).file() + ", though both are of one dataset");
            }
            users = ranked;
            for (Metric metric : Metric.values()) {
                double[] sum = sums.computeIfAbsent(metric, m -> new double[ranked.length]);
                for (int i = 0; i < sum.length; i++) {
                    sum[i] += metric.of(outcomes.get(i).sampled()) / runs.size();
                }
            }
        }
        return sums;
    }
}
