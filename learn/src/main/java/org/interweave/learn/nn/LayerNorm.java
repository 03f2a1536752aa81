package org.interweave.learn.nn;

import org.bytedeco.pytorch.Tensor;
import org.interweave.learn.torch.Parameters;
import org.interweave.learn.torch.Torch;

/** Layer normalisation over the width, eps 1e-5. @shape [n, d] → [n, d] */
public final class LayerNorm {
    private final Tensor weight;
    private final Tensor bias;

    public LayerNorm(Parameters.Scope scope, int width) {
        weight = scope.constant("weight", 1, width);
        bias = scope.constant("bias", 0, width);
    }

    public Tensor forward(Tensor x) {
        return Torch.layerNorm(x, weight, bias);
    }
}
