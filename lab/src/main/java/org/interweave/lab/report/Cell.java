package org.interweave.lab.report;

import java.util.List;
import java.util.Optional;
import org.interweave.lab.stats.Estimate;

/**
 * What stands in one place of a table.
 *
 * @param text as people read it, without deviation and reference
 * @param value as machines read it, NaN if it is not a number
 * @param deviation over repetitions, NaN if there is none
 * @param reference another number to hold it against
 * @param sign points to a note, usually empty
 * @param runs records it was worked out from
 */
public record Cell(
        Kind kind,
        String text,
        double value,
        double deviation,
        Mark mark,
        Optional<Reference> reference,
        String sign,
        List<String> runs) {
    /** What is said where no run was done. */
    public static final String NOT_RUN = "not run";
    /** Points to the note on trainings that were cut short. */
    public static final String UNFINISHED = "†";

    /** What a cell holds. */
    public enum Kind {
        NUMBER,
        WORDS,
        ABSENT
    }

    /** How a number stands in its column. */
    public enum Mark {
        NONE,
        BEST,
        RUNNER_UP
    }

    /**
     * @param source whose number it is, in a word
     * @param deviation NaN if it is not known
     */
    public record Reference(String source, double value, double deviation) {}

    public Cell {
        runs = List.copyOf(runs);
    }

    static Cell of(Estimate estimate, List<String> runs) {
        return new Cell(
                Kind.NUMBER,
                Numbers.four(estimate.mean()),
                estimate.mean(),
                estimate.deviation(),
                Mark.NONE,
                Optional.empty(),
                "",
                runs);
    }

    static Cell number(String text, double value, List<String> runs) {
        return new Cell(Kind.NUMBER, text, value, Double.NaN, Mark.NONE, Optional.empty(), "", runs);
    }

    static Cell count(long value) {
        return number(Numbers.count(value), value, List.of());
    }

    static Cell words(String text, List<String> runs) {
        return new Cell(Kind.WORDS, text, Double.NaN, Double.NaN, Mark.NONE, Optional.empty(), "", runs);
    }

    static Cell words(String text) {
        return words(text, List.of());
    }

    static Cell notRun() {
        return new Cell(Kind.ABSENT, NOT_RUN, Double.NaN, Double.NaN, Mark.NONE, Optional.empty(), "", List.of());
    }

    Cell with(Mark other) {
        return new Cell(kind, text, value, deviation, other, reference, sign, runs);
    }

    Cell beside(Optional<Reference> other) {
        return new Cell(kind, text, value, deviation, mark, other, sign, runs);
    }

    Cell signed(String other) {
        return new Cell(kind, text, value, deviation, mark, reference, other, runs);
    }

    public boolean isNumber() {
        return kind == Kind.NUMBER;
    }

    public boolean hasDeviation() {
        return !Double.isNaN(deviation);
    }

    /** The number less its reference; NaN without either. */
    public double difference() {
        return reference.map(r -> value - r.value).orElse(Double.NaN);
    }
}
