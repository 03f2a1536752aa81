package org.interweave.lab.stats;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Holm's step-down correction: the chance of even one false finding among all comparisons stays below the level, whatever their dependence. */
public final class Holm {
    private Holm() {}

    /** Corrected p values, in the order given: the k-th smallest of m times m - k + 1, never below a smaller one's, at most 1. */
    public static double[] correct(double... p) {
        List<Integer> ascending = IntStream.range(0, p.length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> p[i]))
                .toList();
        double[] corrected = new double[p.length];
        double largest = 0;
        for (int rank = 0; rank < p.length; rank++) {
            int i = ascending.get(rank);
            largest = Math.max(largest, Math.min(1, p[i] * (p.length - rank)));
            corrected[i] = largest;
        }
        return corrected;
    }
}
