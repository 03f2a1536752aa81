package org.interweave.learn.model.mgcl;

import java.util.Arrays;
import java.util.Optional;
import org.interweave.core.batch.Layout;
import org.interweave.learn.torch.SparseMatrix;

/**
 * The graph of a user's own sequence: its nodes are the distinct items, an edge leads from each to the next in the sequence, and how often it does so makes no difference.
 * A token hears from the neighbours of its item in equal shares.
 */
public enum SequenceGraph {
    /** From items before alone, and from those alone that came before it up to this token. So a token never hears of what it is to predict, not even where its item repeats. */
    IN {
        @Override
        Neighbours of(int[] items, Layout layout) {
            return new Neighbours(matrix(items, layout, -1, true), Optional.empty());
        }
    },
    /** From items before and after, the whole sequence long: the published code. A target token hears from the item that it is to predict. */
    BOTH {
        @Override
        Neighbours of(int[] items, Layout layout) {
            return new Neighbours(matrix(items, layout, -1, false), Optional.of(matrix(items, layout, 1, false)));
        }
    };

    /**
     * Whom every token of a pack hears from: of equal items one token stands for all.
     *
     * @param before by edges that lead to its item [P, P]
     * @param after by edges that lead from its item, where it does [P, P]
     */
    record Neighbours(SparseMatrix before, Optional<SparseMatrix> after) {}

    abstract Neighbours of(int[] items, Layout layout);

    /** @param step to the neighbours: 1 to those after, -1 to those before */
    private static SparseMatrix matrix(int[] items, Layout layout, int step, boolean soFar) {
        int[] starts = new int[items.length + 1];
        int[] columns = new int[items.length];
        float[] values = new float[items.length];
        for (int user = 0; user < layout.users(); user++) {
            int first = layout.starts()[user];
            int end = layout.starts()[user + 1];
            for (int row = first; row < end; row++) {
                int from = starts[row];
                int to = from;
                for (int j = first; j < (soFar ? row + 1 : end); j++) {
                    int neighbour = j + step;
                    if (items[j] != items[row] || neighbour < first || neighbour >= end) {
                        continue;
                    }
                    if (to == columns.length) { // only where items repeat
                        columns = Arrays.copyOf(columns, 2 * to);
                        values = Arrays.copyOf(values, 2 * to);
                    }
                    if (isNew(items, columns, from, to, neighbour)) {
                        columns[to++] = neighbour;
                    }
                }
                Arrays.fill(values, from, to, 1f / (to - from));
                starts[row + 1] = to;
            }
        }
        int entries = starts[items.length];
        return new SparseMatrix(starts, Arrays.copyOf(columns, entries), Arrays.copyOf(values, entries));
    }

    private static boolean isNew(int[] items, int[] columns, int from, int to, int row) {
        for (int e = from; e < to; e++) {
            if (items[columns[e]] == items[row]) {
                return false;
            }
        }
        return true;
    }
}
