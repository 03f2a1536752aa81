package org.interweave.core.baseline;

import java.util.List;
import org.interweave.core.data.Catalog;
import org.interweave.core.data.Domain;
import org.interweave.core.metric.Scorer;
import org.interweave.core.split.LeaveOneOut;

/** Scores an item by how often it occurs in the training data. */
public final class Popularity implements Scorer {
    private final Catalog catalog;
    private final float[] counts;

    /** Counts over s_1..s_{n-2} of every user. */
    public Popularity(Catalog catalog, LeaveOneOut split, int users) {
        this.catalog = catalog;
        this.counts = new float[catalog.items() + 1];
        for (int u = 0; u < users; u++) {
            for (int item : split.trainingItems(u)) {
                counts[item]++;
            }
        }
    }

    public float count(int item) {
        return counts[item];
    }

    @Override
    public float[][] scores(int domain, List<int[]> histories, int[][] candidates) {
        float[][] scores = new float[candidates.length][];
        for (int u = 0; u < scores.length; u++) {
            scores[u] = new float[candidates[u].length];
            for (int c = 0; c < scores[u].length; c++) {
                scores[u][c] = counts[candidates[u][c]];
            }
        }
        return scores;
    }

    @Override
    public float[][] scores(int domain, List<int[]> histories) {
        Domain items = catalog.domain(domain);
        float[][] scores = new float[histories.size()][];
        for (int u = 0; u < scores.length; u++) {
            scores[u] = java.util.Arrays.copyOfRange(counts, items.firstItem(), items.lastItem() + 1);
        }
        return scores;
    }
}
