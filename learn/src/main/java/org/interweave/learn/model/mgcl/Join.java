package org.interweave.learn.model.mgcl;

import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.interweave.learn.nn.Dropout;
import org.interweave.learn.nn.LayerNorm;
import org.interweave.learn.nn.Packed;
import org.interweave.learn.torch.Parameters;
import org.interweave.learn.torch.Torch;

/** Makes one state of the target's and the source's: LNf(Dropout(LNc([a ; o']) Wf + bf)). */
final class Join {
    private final LayerNorm norm;
    private final Linear layer;
    private final LayerNorm finalNorm;

    Join(Parameters.Scope scope, Mgcl.Config config) {
        int width = config.width();
        norm = config.profile().norm(scope.child("norm"), 2 * width);
        layer = new Linear(scope, 2 * width, width);
        finalNorm = config.profile().norm(scope.child("final_norm"), width);
    }

    /** @shape a, aligned [n, d] → [n, d] */
    Tensor forward(Packed a, Packed aligned, Dropout dropout) {
        Tensor both = norm.forward(Torch.beside(List.of(a.values(), aligned.values()))); // [n, 2d]
        return finalNorm.forward(dropout.apply(layer.forward(both)));
    }
}
