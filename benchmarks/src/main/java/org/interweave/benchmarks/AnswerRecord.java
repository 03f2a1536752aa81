package org.interweave.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.List;
import org.interweave.learn.torch.Precision;

/**
 * What a run of the answer benchmark found. Older records lack the commit, the settings, the others' load, the command and most of the machine.
 *
 * @param date of the measurement, UTC
 * @param commit of the code, with "+changes" if files differed from it; null in older records
 * @param otherLoad cores that other processes kept busy meanwhile; null in older records
 * @param run the content of run.json; null in older records
 * @param model its id
 * @param items of the catalogue
 * @param openSeconds from a run directory to a model that answers, all checks included
 * @param historyItems what every request's model reads
 * @param command the whole command that answers one request; null in older records
 */
public record AnswerRecord(
        String format,
        String name,
        String date,
        String commit,
        Machine machine,
        Double otherLoad,
        JsonNode run,
        String model,
        Precision precision,
        int items,
        double openSeconds,
        List<Ranking> evaluations,
        int historyItems,
        List<Latency> requests,
        ColdCommand command) {
    static final String FORMAT = "interweave-answer-benchmark/1";
    /** How a record's file name ends. */
    static final String SUFFIX = ".answers.json";

    /**
     * An evaluation of the test split.
     *
     * @param among "999" sampled items, or "all" of the target's domain
     * @param first seconds of the first one in the process, which also compiles
     * @param second seconds of the one after it
     */
    public record Ranking(String among, int users, double first, double second) {}

    /**
     * Single requests, in milliseconds.
     *
     * @param threads that ask at once
     * @param most of the slowest
     */
    public record Latency(int threads, double median, double p90, double p99, double most, double requestsPerSecond) {
        /** @param seconds from the first request to the last answer */
        static Latency of(int threads, double[] millis, double seconds) {
            double[] sorted = millis.clone();
            Arrays.sort(sorted);
            int n = sorted.length;
            return new Latency(
                    threads, sorted[n / 2], sorted[n * 9 / 10], sorted[n * 99 / 100], sorted[n - 1], n / seconds);
        }
    }
}
