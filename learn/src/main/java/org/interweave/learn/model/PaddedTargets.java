package org.interweave.learn.model;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.interweave.core.batch.Layout;
import org.interweave.core.batch.MixedLoss;
import org.interweave.core.batch.Targets;
import org.interweave.core.data.Catalog;

/**
 * The targets of a fixture, slot by slot, as those of a packed batch. A target weighs 1 / (users * targets of its user that it shares with): those of its domain, or all.
 *
 * @param positives [B, L], 0 = none
 * @param negatives [B, L * n]
 * @param sharing whether a target shares with those of its domain or with all of its user
 */
public record PaddedTargets(Catalog catalog, int[][] positives, int[][] negatives, MixedLoss sharing) {
    /** Targets that share with those of their domain. */
    public PaddedTargets(Catalog catalog, int[][] positives, int[][] negatives) {
        this(catalog, positives, negatives, MixedLoss.PER_DOMAIN);
    }

    /** Those of the tokens of this layout. */
    public Targets at(Layout layout) {
        int[] rows = IntStream.range(0, layout.tokens())
                .filter(row -> positive(layout, row) != 0)
                .toArray();
        int n = negatives[0].length / layout.window();
        int[] wanted = new int[rows.length];
        int[] unwanted = new int[rows.length * n];
        float[] weights = new float[rows.length];
        for (int i = 0; i < rows.length; i++) {
            int user = user(layout, rows[i]);
            wanted[i] = positive(layout, rows[i]);
            System.arraycopy(negatives[user], layout.slots()[rows[i]] * n, unwanted, i * n, n);
            weights[i] = 1f / (positives.length * sharing(user, catalog.domainOf(wanted[i])));
        }
        return new Targets(rows, wanted, unwanted, weights);
    }

    private int positive(Layout layout, int row) {
        return positives[user(layout, row)][layout.slots()[row]];
    }

    private static int user(Layout layout, int row) {
        int user = 0;
        while (layout.starts()[user + 1] <= row) {
            user++;
        }
        return user;
    }

    private float sharing(int user, int domain) {
        return Arrays.stream(positives[user])
                .filter(item -> item != 0)
                .filter(item -> sharing == MixedLoss.PER_TOKEN || catalog.domainOf(item) == domain)
                .count();
    }
}
