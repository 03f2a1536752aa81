package org.interweave.lab.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.interweave.lab.stats.Estimate;
import org.interweave.lab.stats.PairedTest;

/**
 * One quantity of a system, once per seed.
 *
 * @param samples by seed, ascending
 */
record Measured(List<Sample> samples) {
    /**
     * @param runs records it comes from
     * @param finished whether their trainings ended by themselves
     */
    record Sample(long seed, double value, List<String> runs, boolean finished) {}

    boolean exists() {
        return !samples.isEmpty();
    }

    Estimate estimate() {
        return Estimate.of(samples.stream().map(Sample::value).toList());
    }

    double mean() {
        return estimate().mean();
    }

    List<String> runs() {
        return samples.stream().flatMap(sample -> sample.runs().stream()).toList();
    }

    Cell cell() {
        if (!exists()) {
            return Cell.notRun();
        }
        boolean cutShort = samples.stream().anyMatch(sample -> !sample.finished());
        return Cell.of(estimate(), runs()).signed(cutShort ? Cell.UNFINISHED : "");
    }

    /** Student's paired test over the seeds that both have; empty under two. */
    Optional<PairedTest> against(Measured other) {
        Map<Long, Double> theirs = other.samples.stream().collect(Collectors.toMap(Sample::seed, Sample::value));
        List<Sample> common = samples.stream()
                .filter(sample -> theirs.containsKey(sample.seed()))
                .toList();
        return PairedTest.of(
                common.stream().mapToDouble(Sample::value).toArray(),
                common.stream().mapToDouble(sample -> theirs.get(sample.seed())).toArray());
    }

    /** The sum, for seeds that all have. */
    static Measured sum(List<Measured> parts) {
        Map<Long, List<Sample>> bySeed = new TreeMap<>();
        for (Measured part : parts) {
            part.samples.forEach(sample -> bySeed.computeIfAbsent(sample.seed(), seed -> new ArrayList<>())
                    .add(sample));
        }
        List<Sample> sums = new ArrayList<>();
        bySeed.forEach((seed, samples) -> {
            if (samples.size() == parts.size()) {
                sums.add(new Sample(
                        seed,
                        samples.stream().mapToDouble(Sample::value).sum(),
                        samples.stream()
                                .flatMap(s -> s.runs().stream())
                                .distinct()
                                .toList(),
                        samples.stream().allMatch(Sample::finished)));
            }
        });
        return new Measured(sums);
    }
}
