package org.interweave.learn.model.mgcl;

import org.bytedeco.pytorch.Tensor;
import org.interweave.learn.model.Loss;
import org.interweave.learn.torch.Torch;

/** Draws two views of the same thing together, and apart from the view of another one of the batch. */
final class Contrast {
    private Contrast() {}

    /**
     * What is contrasted.
     *
     * @param rows tokens of a pack [n]
     * @param permutation for each place in the list the place of its negative [n]
     */
    record Pairs(int[] rows, int[] permutation) {
        Pairs {
            if (rows.length != permutation.length) {
                throw new IllegalArgumentException(
                        "a permutation of " + permutation.length + " does not fit " + rows.length + " rows");
            }
        }
    }

    /**
     * J = mean over i of softplus(-x_i.y_i) + softplus(x_i.y_perm(i)); 0 where there is nothing.
     *
     * @shape x, y [P, d]
     * @departs the code's -ln(1e-7 + sigmoid) is the same until it saturates, and then has no gradient
     */
    static Loss loss(Tensor x, Tensor y, Pairs pairs) {
        int n = pairs.rows.length;
        if (n == 0) {
            return Loss.zero();
        }
        Tensor rows = Torch.longs(pairs.rows);
        Tensor first = Torch.rows(x, rows); // [n, d]
        Tensor second = Torch.rows(y, rows);
        Tensor alike = first.mul(second).sum(1); // [n]
        Tensor unlike =
                first.mul(Torch.rows(second, Torch.longs(pairs.permutation))).sum(1);
        Tensor sum = Torch.softplus(alike.neg()).add(Torch.softplus(unlike)).sum();
        return Loss.of(Torch.scale(sum, 1.0 / n));
    }
}
