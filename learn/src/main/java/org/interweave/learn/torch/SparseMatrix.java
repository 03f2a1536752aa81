package org.interweave.learn.torch;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/**
 * A constant matrix with few entries, row by row: the edges of a graph, or which rows of a pack are added up for whom.
 *
 * @param starts row i owns entries starts[i]..starts[i+1]-1 [n + 1]
 * @param columns of the entries [e]
 * @param values of the entries [e]
 */
public record SparseMatrix(int[] starts, int[] columns, float[] values) {
    private static final long SUM = 0; // the operator's mode

    public SparseMatrix {
        boolean ends = starts.length > 0 && starts[0] == 0 && starts[starts.length - 1] == columns.length;
        if (!ends || columns.length != values.length) {
            throw new IllegalArgumentException("starts must run from 0 to the number of entries, but there are "
                    + columns.length + " columns and " + values.length + " values");
        }
    }

    public int rows() {
        return starts.length - 1;
    }

    /**
     * The product with a dense matrix, through which gradients flow. It is one operator, meant for bags of embeddings, which never holds the entries' rows: gathered
     * they would be e * d numbers. Inside a step.
     *
     * @shape x [m, d] → [n, d]
     */
    public Tensor times(Tensor x) {
        if (columns.length == 0) {
            return Torch.zeros(rows(), x.size(1));
        }
        Tensor weights = Torch.floats(values, values.length);
        return new Tensor(torch.embedding_bag(
                        x,
                        Torch.longs(columns),
                        Torch.longs(starts),
                        false,
                        SUM,
                        false,
                        new TensorOptional(weights),
                        true)
                .get0());
    }
}
