package org.interweave.core.batch;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import org.interweave.core.data.Catalog;

/**
 * Histories nobody has, appended to a large batch so that the row counts of its branches come from a short list. They have no targets, so they change neither loss nor
 * gradients.
 *
 * <p>Native product kernels are compiled for each row count, and memory is reused where sizes repeat: batches that all differ cost both.
 */
public final class Filler {
    /** Rows are rounded up to a multiple of the largest power of two that adds at most this share. */
    private static final int SHARE = 32;
    /** The same where batches are many and each comes once, so that fewer sizes are worth more rows. */
    private static final int STEADY_SHARE = 8;

    private static final int LONGEST = 16; // short ones fit in anywhere when attention groups users by length
    private static final int STEADY_COUNT = 8;
    /** Smaller packs are left alone. */
    private static final int LEAST_STEADY_UNIT = 64;

    private Filler() {}

    /** What to append to these histories, in which 0 is a hole; nothing if the batch is small. */
    public static List<int[]> of(Catalog catalog, int window, List<int[]> histories) {
        return filler(catalog, histories, tokens -> lengths(window, tokens));
    }

    /** The same with row counts further apart, and as many histories whatever is missing, so that users are of a short list of counts too. */
    public static List<int[]> steady(Catalog catalog, int window, List<int[]> histories) {
        return filler(catalog, histories, tokens -> steadyLengths(window, tokens));
    }

    private static List<int[]> filler(Catalog catalog, List<int[]> histories, IntFunction<int[]> lengths) {
        int[] tokens = new int[catalog.domainCount()];
        for (int[] history : histories) {
            for (int item : history) {
                if (item != 0) {
                    tokens[catalog.domainOf(item)]++;
                }
            }
        }
        List<int[]> filler = new ArrayList<>();
        for (int k = 0; k < tokens.length; k++) {
            for (int length : lengths.apply(tokens[k])) {
                int[] history = new int[length];
                Arrays.fill(history, catalog.domain(k).firstItem());
                filler.add(history);
            }
        }
        return filler;
    }

    /** The lengths of the histories to append to a pack of so many tokens. */
    static int[] lengths(int window, int tokens) {
        int longest = Math.min(LONGEST, window);
        int missing = Math.floorMod(-tokens, unit(tokens, SHARE));
        int[] lengths = new int[(missing + longest - 1) / longest];
        for (int i = 0; i < lengths.length; i++) {
            lengths[i] = Math.min(longest, missing - i * longest);
        }
        return lengths;
    }

    static int[] steadyLengths(int window, int tokens) {
        int unit = unit(tokens, STEADY_SHARE);
        if (unit < LEAST_STEADY_UNIT || window == 1) {
            return new int[0];
        }
        // So many that each finds a token and the window holds its share of what can be missing, unit - 1 + count.
        int count = Math.max(STEADY_COUNT, (unit - 1 + window - 2) / (window - 1));
        int missing = Math.floorMod(-tokens, unit);
        while (missing < count) { // each has a token, or it would not count as a user
            missing += unit;
        }
        int[] lengths = new int[count];
        for (int i = 0; i < count; i++) {
            lengths[i] = missing / count + (i < missing % count ? 1 : 0);
        }
        return lengths;
    }

    /** What row counts are rounded up to a multiple of. */
    private static int unit(int tokens, int share) {
        return Math.max(1, Integer.highestOneBit(tokens / share));
    }
}
