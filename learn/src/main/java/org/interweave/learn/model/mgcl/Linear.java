package org.interweave.learn.model.mgcl;

import org.bytedeco.pytorch.Tensor;
import org.interweave.learn.torch.Parameters;
import org.interweave.learn.torch.Torch;

/** x W + b. */
record Linear(Tensor w, Tensor b) {
    Linear(Parameters.Scope scope, int inputs, int outputs) {
        this(scope.normal("w", 0.02, inputs, outputs), scope.constant("b", 0, outputs));
    }

    /** @shape [n, inputs] → [n, outputs] */
    Tensor forward(Tensor x) {
        return Torch.times(x, w).add_(b);
    }
}
