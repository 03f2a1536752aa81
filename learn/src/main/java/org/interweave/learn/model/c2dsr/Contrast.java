package org.interweave.learn.model.c2dsr;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.interweave.core.batch.Layout;
import org.interweave.core.batch.NextItemBatch;
import org.interweave.learn.torch.SparseMatrix;

/**
 * What a domain's discriminator looks at: means over a user's tokens that have a target of their own domain. Who has no such token of the domain, or none of another,
 * is left out.
 *
 * @param users who takes part [n]
 * @param own per user the mean over their tokens of the domain, in the domain's pack [n, P_k]
 * @param others per user the mean over their tokens of other domains, in the merged pack [n, P]
 * @param corrupted the same tokens where the domain's items have been replaced, in the merged pack [n, P]
 */
record Contrast(int[] users, SparseMatrix own, SparseMatrix others, SparseMatrix corrupted) {

    /** @param shift how many rows of the merged pack the corrupted copy lies behind the inputs */
    static Contrast of(NextItemBatch batch, int domain, int shift) {
        Layout merged = batch.sequences().mixed().layout();
        int[][] own = perUser(batch.domains().get(domain).rows(), layout(batch, domain));
        int[][] others = new int[merged.users()][0];
        for (int j = 0; j < batch.domains().size(); j++) {
            if (j != domain) {
                int[] places = batch.sequences().domains().get(j).rows();
                int[] rows = Arrays.stream(batch.domains().get(j).rows())
                        .map(row -> places[row])
                        .toArray();
                int[][] more = perUser(rows, merged);
                Arrays.setAll(others, u -> joined(others[u], more[u]));
            }
        }
        int[] users = IntStream.range(0, merged.users())
                .filter(u -> own[u].length > 0 && others[u].length > 0)
                .toArray();
        return new Contrast(users, means(users, own, 0), means(users, others, 0), means(users, others, shift));
    }

    private static Layout layout(NextItemBatch batch, int domain) {
        return batch.sequences().domains().get(domain).layout();
    }

    /** @param rows ascending */
    private static int[][] perUser(int[] rows, Layout layout) {
        int[][] perUser = new int[layout.users()][];
        int from = 0;
        for (int u = 0; u < perUser.length; u++) {
            int to = from;
            while (to < rows.length && rows[to] < layout.starts()[u + 1]) {
                to++;
            }
            perUser[u] = Arrays.copyOfRange(rows, from, to);
            from = to;
        }
        return perUser;
    }

    private static int[] joined(int[] first, int[] second) {
        return IntStream.concat(Arrays.stream(first), Arrays.stream(second)).toArray();
    }

    private static SparseMatrix means(int[] users, int[][] rows, int shift) {
        int[] starts = new int[users.length + 1];
        for (int i = 0; i < users.length; i++) {
            starts[i + 1] = starts[i] + rows[users[i]].length;
        }
        int[] columns = new int[starts[users.length]];
        float[] shares = new float[columns.length];
        for (int i = 0; i < users.length; i++) {
            for (int j = 0; j < rows[users[i]].length; j++) {
                columns[starts[i] + j] = rows[users[i]][j] + shift;
            }
            Arrays.fill(shares, starts[i], starts[i + 1], 1f / rows[users[i]].length);
        }
        return new SparseMatrix(starts, columns, shares);
    }
}
