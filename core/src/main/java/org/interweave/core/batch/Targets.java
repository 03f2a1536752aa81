package org.interweave.core.batch;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.interweave.core.data.Domain;

/**
 * The tokens of a branch that have something to predict.
 *
 * @param rows rows of the branch's own pack [t]
 * @param positives the item to predict [t]
 * @param negatives items not to predict, n per row [t * n]
 * @param weights share of the loss, so that a weighted sum is the mean over a user's targets, then over users [t]
 */
public record Targets(int[] rows, int[] positives, int[] negatives, float[] weights) {
    public Targets {
        boolean alike = rows.length == positives.length && rows.length == weights.length;
        if (!alike || (rows.length == 0 ? negatives.length != 0 : negatives.length % rows.length != 0)) {
            throw new IllegalArgumentException(rows.length + " rows, " + positives.length + " positives, "
                    + negatives.length + " negatives and " + weights.length + " weights do not fit together");
        }
    }

    /** n; 0 where there is no target. */
    public int negativesPerRow() {
        return rows.length == 0 ? 0 : negatives.length / rows.length;
    }

    /** Those whose positive is an item of the domain. */
    public Targets in(Domain domain) {
        int[] kept = IntStream.range(0, rows.length)
                .filter(i -> domain.owns(positives[i]))
                .toArray();
        int n = negativesPerRow();
        int[] theirNegatives = new int[kept.length * n];
        float[] theirWeights = new float[kept.length];
        for (int i = 0; i < kept.length; i++) {
            System.arraycopy(negatives, kept[i] * n, theirNegatives, i * n, n);
            theirWeights[i] = weights[kept[i]];
        }
        return new Targets(at(rows, kept), at(positives, kept), theirNegatives, theirWeights);
    }

    private static int[] at(int[] values, int[] places) {
        return Arrays.stream(places).map(i -> values[i]).toArray();
    }
}
