package org.interweave.learn.model.abxi;

import org.bytedeco.pytorch.Tensor;
import org.interweave.learn.torch.Parameters;
import org.interweave.learn.torch.Torch;

/** U V x, a matrix of low rank that bends a shared representation; zero at first, because V is. @shape [n, d] → [n, d] */
final class LowRankAdapter {
    private final Tensor u;
    private final Tensor v;

    LowRankAdapter(Parameters.Scope scope, int width, int rank) {
        u = scope.normal("u", 0.02, width, rank);
        v = scope.zeroFactor("v", rank, width);
    }

    Tensor forward(Tensor x) {
        return Torch.timesTransposed(Torch.timesTransposed(x, v), u);
    }
}
