package org.interweave.core.batch;

import java.util.Arrays;

/**
 * Where each packed token sits.
 *
 * @param window slots per user; the newest token of the merged sequence sits in slot window - 1
 * @param starts user u owns rows starts[u]..starts[u+1]-1 [U + 1]
 * @param slots ascending within a user [P]
 */
public record Layout(int window, int[] starts, int[] slots) {
    public Layout {
        if (starts.length == 0 || starts[0] != 0 || starts[starts.length - 1] != slots.length) {
            throw new IllegalArgumentException("starts must run from 0 to the number of tokens, " + slots.length);
        }
        for (int u = 0; u + 1 < starts.length; u++) {
            if (starts[u + 1] < starts[u] || starts[u + 1] > slots.length) {
                throw new IllegalArgumentException("user " + u + " owns rows " + starts[u] + " to before "
                        + starts[u + 1] + ", expected ascending within 0.." + slots.length);
            }
            for (int row = starts[u]; row < starts[u + 1]; row++) {
                boolean ascends = row == starts[u] || slots[row - 1] < slots[row];
                if (!ascends || slots[row] < 0 || slots[row] >= window) {
                    throw new IllegalArgumentException(
                            "slot " + slots[row] + " of user " + u + " must ascend within 0.." + (window - 1));
                }
            }
        }
    }

    public int users() {
        return starts.length - 1;
    }

    public int tokens() {
        return slots.length;
    }

    /** The newest token of every user who has one. */
    public Layout latest() {
        int[] own = new int[starts.length];
        int[] newest = new int[users()];
        int n = 0;
        for (int u = 0; u < users(); u++) {
            if (starts[u + 1] > starts[u]) {
                newest[n++] = slots[starts[u + 1] - 1];
            }
            own[u + 1] = n;
        }
        return new Layout(window, own, Arrays.copyOf(newest, n));
    }

    /** For every token of a layout of the same users the row here that has its slot. */
    public int[] rowsOf(Layout other) {
        int[] rows = new int[other.tokens()];
        for (int u = 0; u < users(); u++) {
            int row = starts[u];
            for (int i = other.starts[u]; i < other.starts[u + 1]; i++) {
                while (row < starts[u + 1] && slots[row] < other.slots[i]) {
                    row++;
                }
                if (row == starts[u + 1] || slots[row] != other.slots[i]) {
                    throw new IllegalArgumentException("user " + u + " has no token in slot " + other.slots[i]);
                }
                rows[i] = row;
            }
        }
        return rows;
    }
}
