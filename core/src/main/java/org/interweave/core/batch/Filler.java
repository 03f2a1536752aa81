package org.interweave.core.batch;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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

    private static final int LONGEST = 16; // short ones fit in anywhere when attention groups users by length

    private Filler() {}

    /** What to append to these histories, in which 0 is a hole; nothing if the batch is small. */
    public static List<int[]> of(Catalog catalog, int window, List<int[]> histories) {
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
            for (int length : lengths(window, tokens[k])) {
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
        int missing = missing(tokens);
        int[] lengths = new int[(missing + longest - 1) / longest];
        for (int i = 0; i < lengths.length; i++) {
            lengths[i] = Math.min(longest, missing - i * longest);
        }
        return lengths;
    }

    private static int missing(int tokens) {
        int multiple = Math.max(1, Integer.highestOneBit(tokens / SHARE));
        return Math.floorMod(-tokens, multiple);
    }
}
