package org.interweave.core.data;

import java.util.Arrays;

/** The interactions of all users, end to end with offsets; within a user the oldest first. */
public final class Sequences {
    private final int[] items;
    private final long[] times;
    private final int[] offsets;

    /**
     * @param items item ids [interactions]
     * @param times seconds since 1970 [interactions]
     * @param offsets user u owns offsets[u]..offsets[u+1]-1 [users + 1]
     */
    public Sequences(int[] items, long[] times, int[] offsets) {
        int end = offsets.length == 0 || offsets[0] != 0 ? -1 : offsets[offsets.length - 1];
        if (items.length != times.length || end != items.length) {
            throw new IllegalArgumentException("offsets must run from 0 to the number of interactions, but end at "
                    + end + " for " + items.length + " items and " + times.length + " times");
        }
        for (int u = 0; u + 1 < offsets.length; u++) {
            if (offsets[u + 1] < offsets[u]) {
                throw new IllegalArgumentException(
                        "user " + u + " owns interactions " + offsets[u] + " to before " + offsets[u + 1]);
            }
        }
        this.items = items;
        this.times = times;
        this.offsets = offsets;
    }

    public int users() {
        return offsets.length - 1;
    }

    public int interactions() {
        return items.length;
    }

    public int length(int user) {
        return offsets[user + 1] - offsets[user];
    }

    /** A copy, oldest first. */
    public int[] items(int user) {
        return Arrays.copyOfRange(items, offsets[user], offsets[user + 1]);
    }

    /** The user's items from position {@code from} to before {@code to}, a copy. */
    public int[] items(int user, int from, int to) {
        return Arrays.copyOfRange(items, offsets[user] + from, offsets[user] + to);
    }

    public int item(int user, int position) {
        return items[offsets[user] + position];
    }

    /** A copy, in the order of the items. */
    public long[] times(int user) {
        return Arrays.copyOfRange(times, offsets[user], offsets[user + 1]);
    }
}
