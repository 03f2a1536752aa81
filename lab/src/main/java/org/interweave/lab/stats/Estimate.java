package org.interweave.lab.stats;

import java.util.Arrays;
import java.util.Collection;

/**
 * What repetitions measured.
 *
 * @param n repetitions
 * @param mean over them
 * @param deviation sample standard deviation, with n - 1 in the denominator; NaN where it is not known, as under two repetitions
 */
public record Estimate(int n, double mean, double deviation) {
    /** Of one value or more. */
    public static Estimate of(double... values) {
        if (values.length == 0) {
            throw new IllegalArgumentException("an estimate needs at least one value");
        }
        double mean = Arrays.stream(values).sum() / values.length;
        double squares = Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum();
        return new Estimate(
                values.length, mean, values.length < 2 ? Double.NaN : Math.sqrt(squares / (values.length - 1)));
    }

    public static Estimate of(Collection<Double> values) {
        return of(values.stream().mapToDouble(Double::doubleValue).toArray());
    }

    /** Whether the deviation is known. */
    public boolean spreads() {
        return !Double.isNaN(deviation);
    }
}
