package org.interweave.core.batch;

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
}
