package org.interweave.learn.model.c2dsr;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.interweave.learn.nn.Dropout;
import org.interweave.learn.torch.Parameters;
import org.interweave.learn.torch.SparseMatrix;
import org.interweave.learn.torch.Torch;

/** Mixes every item with those that follow it in users' sequences. */
final class GraphConvolution {
    private final SparseMatrix transitions; // P
    private final List<Tensor> biases = new ArrayList<>(); // one per layer [d]

    /** The first layer's bias is called bias, those of further ones bias.1, bias.2, ... */
    GraphConvolution(Parameters.Scope scope, SparseMatrix transitions, int layers, int width) {
        this.transitions = transitions;
        for (int l = 0; l < layers; l++) {
            biases.add(scope.constant(l == 0 ? "bias" : "bias." + l, 0, width));
        }
    }

    /**
     * X_0 = E, X_l = P Dropout(X_{l-1}) + b_l, Z = (mean(X_0, ..., X_G) + E) sqrt(d).
     *
     * @shape E [n + 1, d] → Z [n + 1, d]
     * @departs the biases are the published code's; the paper has none
     */
    Tensor forward(Tensor items, Dropout dropout) {
        List<Tensor> layers = new ArrayList<>();
        Tensor x = items;
        for (Tensor bias : biases) {
            x = transitions.times(dropout.apply(x)).add(bias);
            layers.add(x);
        }
        double root = Math.sqrt(items.size(1));
        double share = root / (layers.size() + 1);
        Tensor sum = layers.stream().reduce(Tensor::add).orElseThrow();
        return Torch.scale(items, root + share).add_(Torch.scale(sum, share));
    }
}
