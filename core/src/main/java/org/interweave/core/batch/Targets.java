package org.interweave.core.batch;

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

    /** Those whose positive the domain owns, each with its weight. */
    public Targets of(Domain domain) {
        int[] kept = IntStream.range(0, rows.length)
                .filter(i -> domain.owns(positives[i]))
                .toArray();
        int n = negativesPerRow();
        int[] keptRows = new int[kept.length];
        int[] keptPositives = new int[kept.length];
        int[] keptNegatives = new int[kept.length * n];
        float[] keptWeights = new float[kept.length];
        for (int i = 0; i < kept.length; i++) {
            keptRows[i] = rows[kept[i]];
            keptPositives[i] = positives[kept[i]];
            keptWeights[i] = weights[kept[i]];
            System.arraycopy(negatives, kept[i] * n, keptNegatives, i * n, n);
        }
        return new Targets(keptRows, keptPositives, keptNegatives, keptWeights);
    }

    /** n; 0 where there is no target. */
    public int negativesPerRow() {
        return rows.length == 0 ? 0 : negatives.length / rows.length;
    }
}
