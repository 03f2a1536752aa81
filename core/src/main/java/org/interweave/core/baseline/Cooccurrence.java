package org.interweave.core.baseline;

import java.util.Arrays;
import java.util.List;
import org.interweave.core.data.Catalog;
import org.interweave.core.data.Domain;
import org.interweave.core.metric.Scorer;
import org.interweave.core.split.LeaveOneOut;

/**
 * Item-to-item recommendation: two items are alike by the cosine of their users, over all domains; an item's score is the sum of its likeness to the history.
 *
 * <p>Works from the users of each item, without a matrix of items.
 */
public final class Cooccurrence implements Scorer {
    private final Catalog catalog;
    private final int[][] itemsOfUser;
    private final int[][] usersOfItem;

    /** Learns from s_1..s_{n-2} of every user. */
    public Cooccurrence(Catalog catalog, LeaveOneOut split, int users) {
        this.catalog = catalog;
        this.itemsOfUser = new int[users][];
        int[] count = new int[catalog.items() + 1];
        for (int u = 0; u < users; u++) {
            itemsOfUser[u] = Arrays.stream(split.trainingItems(u)).distinct().toArray();
            for (int item : itemsOfUser[u]) {
                count[item]++;
            }
        }
        usersOfItem = new int[catalog.items() + 1][];
        for (int item = 0; item < usersOfItem.length; item++) {
            usersOfItem[item] = new int[count[item]];
        }
        Arrays.fill(count, 0);
        for (int u = 0; u < users; u++) {
            for (int item : itemsOfUser[u]) {
                usersOfItem[item][count[item]++] = u;
            }
        }
    }

    @Override
    public float[][] scores(int domain, List<int[]> histories, int[][] candidates) {
        float[][] scores = new float[histories.size()][];
        for (int u = 0; u < scores.length; u++) {
            float[] all = scoreAll(histories.get(u));
            scores[u] = new float[candidates[u].length];
            for (int c = 0; c < scores[u].length; c++) {
                scores[u][c] = all[candidates[u][c]];
            }
        }
        return scores;
    }

    @Override
    public float[][] scores(int domain, List<int[]> histories) {
        Domain items = catalog.domain(domain);
        float[][] scores = new float[histories.size()][];
        for (int u = 0; u < scores.length; u++) {
            scores[u] = Arrays.copyOfRange(scoreAll(histories.get(u)), items.firstItem(), items.lastItem() + 1);
        }
        return scores;
    }

    private float[] scoreAll(int[] history) {
        float[] scores = new float[catalog.items() + 1];
        for (int seen : Arrays.stream(history).distinct().toArray()) {
            for (int user : usersOfItem[seen]) {
                for (int item : itemsOfUser[user]) {
                    if (item != seen) {
                        scores[item] += 1 / Math.sqrt((double) usersOfItem[seen].length * usersOfItem[item].length);
                    }
                }
            }
        }
        return scores;
    }
}
