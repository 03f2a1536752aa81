package org.interweave.core.batch;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Which items of a training sequence are hidden behind MASK, and what they are told from.
 *
 * @param negatives n, drawn per hidden item from each domain
 * @param maskedShare rho, of a sequence's items; at least one is hidden
 * @param lastOnlyShare of sequences, in which the newest item alone is hidden, as if it were asked for
 */
public record ClozeTask(int negatives, double maskedShare, double lastOnlyShare) {
    /** The places to hide in a sequence of so many items, ascending. */
    public int[] hidden(int length, SplittableRandom random) {
        if (length == 0) {
            return new int[0];
        }
        if (random.nextDouble() < lastOnlyShare) {
            return new int[] {length - 1};
        }
        int count = Math.max(1, (int) Math.round(maskedShare * length));
        int[] places = new int[length];
        Arrays.setAll(places, i -> i);
        for (int i = 0; i < count; i++) {
            int j = i + random.nextInt(length - i);
            int drawn = places[j];
            places[j] = places[i];
            places[i] = drawn;
        }
        int[] hidden = Arrays.copyOf(places, count);
        Arrays.sort(hidden);
        return hidden;
    }
}
