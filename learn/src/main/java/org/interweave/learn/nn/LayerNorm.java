package org.interweave.learn.nn;

import org.bytedeco.pytorch.Tensor;
import org.interweave.learn.torch.Parameters;
import org.interweave.learn.torch.Torch;

/** Layer normalisation over the width. @shape [n, d] → [n, d] */
public final class LayerNorm {
    private final Tensor weight;
    private final Tensor bias;
    private final double epsilon;

    /** With the usual epsilon. */
    public LayerNorm(Parameters.Scope scope, int width) {
        this(scope, width, 1e-5);
    }

    /** @param epsilon added to the variance */
    public LayerNorm(Parameters.Scope scope, int width, double epsilon) {
        this.epsilon = epsilon;
        weight = scope.constant("weight", 1, width);
        bias = scope.constant("bias", 0, width);
    }

    Tensor weight() {
        return weight;
    }

    Tensor bias() {
        return bias;
    }

    double epsilon() {
        return epsilon;
    }

    public Tensor forward(Tensor x) {
        return Torch.layerNorm(x, weight, bias, epsilon);
    }
}
