package org.interweave.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * What a run of the step benchmark found.
 *
 * @param date of the measurement, UTC
 * @param commit of the code, with "+changes" if files differed from it
 * @param run the content of run.json; the precision is each variant's own
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
        List<Variant> variants) {
    static final String FORMAT = "interweave-step-benchmark/1";
    /** How a record's file name ends. */
    static final String SUFFIX = ".step.json";

    /**
     * One implementation in one precision.
     *
     * @param usersAtOnce of the padded implementation: gradients of chunks of this many users were summed before the optimiser's step
     */
    public record Variant(
            String label, String implementation, String precision, int warmup, int usersAtOnce, Measurement measured) {
        boolean isReference() {
            return implementation.equals("padded");
        }
    }
}
