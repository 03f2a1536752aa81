package org.interweave.learn.torch;

import java.util.Arrays;
import org.bytedeco.pytorch.Dispatcher;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.IValueVector;
import org.bytedeco.pytorch.Tensor;

/**
 * Dot products of queries with a few rows of a table each. It is one operator, meant for the gradient of bags of embeddings, which never gathers the rows: faster
 * than gathering them, and for a thousand candidates faster than scoring a whole domain.
 */
public final class CandidateScores {
    private static final String OPERATOR = "aten::_embedding_bag_per_sample_weights_backward";

    private CandidateScores() {}

    /**
     * Inside a step.
     *
     * @param rows of the table, for each query its own
     * @shape queries [U, d], table [V + 1, d] → [U][rows of that query]
     */
    public static float[][] of(Tensor queries, Tensor table, int[][] rows) {
        int[] starts = new int[rows.length];
        int total = 0;
        for (int u = 0; u < rows.length; u++) {
            starts[u] = total;
            total += rows[u].length;
        }
        int[] flat = new int[total];
        int[] queryOf = new int[total];
        for (int u = 0; u < rows.length; u++) {
            System.arraycopy(rows[u], 0, flat, starts[u], rows[u].length);
            Arrays.fill(queryOf, starts[u], starts[u] + rows[u].length, u);
        }
        float[] dots = total == 0 ? new float[0] : Torch.array(dots(queries, table, flat, starts, queryOf));
        float[][] scores = new float[rows.length][];
        for (int u = 0; u < rows.length; u++) {
            scores[u] = Arrays.copyOfRange(dots, starts[u], starts[u] + rows[u].length);
        }
        return scores;
    }

    private static Tensor dots(Tensor queries, Tensor table, int[] flat, int[] starts, int[] queryOf) {
        IValueVector stack = new IValueVector(
                new IValue(queries),
                new IValue(table),
                new IValue(Torch.longs(flat)),
                new IValue(Torch.longs(starts)),
                new IValue(Torch.longs(queryOf)),
                new IValue(0L), // the bag's mode: sum
                new IValue(-1L)); // no padding row
        Dispatcher.singleton().findSchemaOrThrow(OPERATOR, "").callBoxed(stack);
        return stack.get(0).toTensor();
    }
}
