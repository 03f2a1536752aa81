package org.interweave.lab.stats;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.interweave.core.sample.Seeds;

/**
 * A difference of means over users, with what drawing other users would have given: users are drawn again with replacement, each with both of its values.
 *
 * @param users compared
 * @param difference mean of first less second
 * @param low, high bounds of the 95 % percentile interval
 * @param p two-sided: twice the share of resamples on the other side of 0, where the observed sample counts as one more; so never below 2 / (resamples + 1)
 */
public record PairedBootstrap(int users, double difference, double low, double high, double p, int resamples) {
    public static final int RESAMPLES = 10_000;

    private static final long SEED = 3407;
    private static final double TAIL = 0.025;

    /** With the usual number of resamples and a fixed seed, so that the same values give the same result. */
    public static PairedBootstrap of(double[] first, double[] second) {
        return of(first, second, RESAMPLES, SEED);
    }

    /** Compares values of equal index, one pair a user. */
    public static PairedBootstrap of(double[] first, double[] second, int resamples, long seed) {
        if (first.length != second.length || first.length == 0) {
            throw new IllegalArgumentException(
                    first.length + " values against " + second.length + ", expected one pair or more");
        }
        double[] differences = new double[first.length];
        for (int i = 0; i < differences.length; i++) {
            differences[i] = first[i] - second[i];
        }
        double[] means = resampled(differences, resamples, new Seeds(seed).stream("bootstrap"));
        Arrays.sort(means);
        long below = Arrays.stream(means).filter(mean -> mean <= 0).count();
        long above = Arrays.stream(means).filter(mean -> mean >= 0).count();
        double p = Math.min(1, 2.0 * (Math.min(below, above) + 1) / (resamples + 1));
        return new PairedBootstrap(
                differences.length,
                Arrays.stream(differences).sum() / differences.length,
                quantile(means, TAIL),
                quantile(means, 1 - TAIL),
                p,
                resamples);
    }

    private static double[] resampled(double[] values, int resamples, SplittableRandom random) {
        double[] means = new double[resamples];
        for (int r = 0; r < resamples; r++) {
            double sum = 0;
            for (int i = 0; i < values.length; i++) {
                sum += values[random.nextInt(values.length)];
            }
            means[r] = sum / values.length;
        }
        return means;
    }

    /** Linear between order statistics. */
    private static double quantile(double[] ascending, double share) {
        double at = share * (ascending.length - 1);
        int below = (int) Math.floor(at);
        int above = Math.min(ascending.length - 1, below + 1);
        return ascending[below] + (at - below) * (ascending[above] - ascending[below]);
    }
}
