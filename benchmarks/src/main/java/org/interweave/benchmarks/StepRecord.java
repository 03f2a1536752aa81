package org.interweave.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * What a run of the step benchmark found.
 *
 * @param date of the measurement, UTC
 * @param commit of the code, with "+changes" if files differed from it
 * @param run the content of run.json; the precision is each variant's own
 * @param trials of the padded implementation on a few users
 * @param peaks the fastest matrix products this machine was seen to compute
 */
public record StepRecord(
        String format,
        String name,
        String date,
        String commit,
        Machine machine,
        JsonNode run,
        List<MatrixPeak> peaks,
        List<Trial> trials,
        List<Variant> variants) {
    static final String FORMAT = "interweave-step-benchmark/1";
    /** How a record's file name ends. */
    static final String SUFFIX = ".step.json";

    /**
     * A step of the padded implementation with a number of OpenBLAS threads. Many small products side by side slow OpenBLAS's own threads down, large ones need them; the fastest setting is
     * the one the reference is measured with.
     */
    public record Trial(int blasThreads, int users, double medianMillis) {}

    /**
     * One implementation in one precision.
     *
     * @param usersAtOnce of the padded implementation: gradients of chunks of this many users were summed before the optimiser's step
     * @param blasThreads 0 = as the production code sets them
     */
    public record Variant(
            String label,
            String implementation,
            String precision,
            int warmup,
            int usersAtOnce,
            int blasThreads,
            Measurement measured) {
        boolean isReference() {
            return implementation.equals("padded");
        }
    }
}
