package org.interweave.lab.stats;

import java.util.Optional;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * Student's t-test of paired values: how likely a mean difference this far from 0 is if the true one is 0.
 *
 * @param pairs compared
 * @param difference mean of first less second
 * @param t the statistic, with pairs - 1 degrees of freedom
 * @param p two-sided
 */
public record PairedTest(int pairs, double difference, double t, double p) {
    /** Compares values of equal index; empty under two pairs, where a deviation is not defined. Differences that are all equal have p 0, or 1 if there is none. */
    public static Optional<PairedTest> of(double[] first, double[] second) {
        if (first.length != second.length) {
            throw new IllegalArgumentException(first.length + " values against " + second.length + ", expected pairs");
        }
        if (first.length < 2) {
            return Optional.empty();
        }
        double[] differences = new double[first.length];
        for (int i = 0; i < differences.length; i++) {
            differences[i] = first[i] - second[i];
        }
        Estimate estimate = Estimate.of(differences);
        double error = estimate.deviation() / Math.sqrt(estimate.n());
        if (error == 0) {
            boolean none = estimate.mean() == 0;
            double t = none ? 0 : Math.copySign(Double.POSITIVE_INFINITY, estimate.mean());
            return Optional.of(new PairedTest(estimate.n(), estimate.mean(), t, none ? 1 : 0));
        }
        double t = estimate.mean() / error;
        double p = 2 * TDistribution.of(estimate.n() - 1.0).survivalProbability(Math.abs(t));
        return Optional.of(new PairedTest(estimate.n(), estimate.mean(), t, p));
    }
}
