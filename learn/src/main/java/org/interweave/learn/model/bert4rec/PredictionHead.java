package org.interweave.learn.model.bert4rec;

import org.bytedeco.pytorch.Tensor;
import org.interweave.learn.nn.LayerNorm;
import org.interweave.learn.torch.Parameters;
import org.interweave.learn.torch.Torch;

/**
 * What items' vectors are compared with: G = LN(GELU(H W_p + b_p)). @shape [n, d] → [n, d]
 *
 * @paper §3.5
 */
final class PredictionHead {
    private final Tensor w1;
    private final Tensor b1;
    private final LayerNorm norm;

    PredictionHead(Parameters.Scope scope, int width) {
        w1 = scope.normal("w1", Bert4Rec.DEVIATION, width, width);
        b1 = scope.constant("b1", 0, width);
        norm = new LayerNorm(scope.child("norm"), width, Bert4Rec.NORM_EPSILON);
    }

    Tensor forward(Tensor h) {
        return norm.forward(Torch.gelu(Torch.times(h, w1).add_(b1)));
    }
}
