package org.interweave.learn.model.mgcl;

import org.bytedeco.pytorch.Tensor;
import org.interweave.learn.torch.Parameters;
import org.interweave.learn.torch.Torch;

/**
 * Graph convolution with neither weights nor activation over users and items, of which the items' vectors are wanted.
 *
 * @paper He et al., LightGCN: Simplifying and Powering Graph Convolution Network for Recommendation, SIGIR 2020, §3.1
 */
final class LightGcn {
    private final InteractionGraph graph;
    private final int layers;
    private final Tensor users; // U [N, d]

    LightGcn(Parameters.Scope root, InteractionGraph graph, int layers, int width) {
        this.graph = graph;
        this.layers = layers;
        users = root.truncatedNormal("user_embedding", 0.02, graph.toUsers().rows(), width);
    }

    /**
     * The items' part of mean(X_0, ..., X_n), where X_0 = [U ; E] and X_k = A X_{k-1}. As edges join users and items alone, users' vectors take turns with items'.
     *
     * @shape E [V + 1, d] → G [V + 1, d]
     */
    Tensor forward(Tensor items) {
        Tensor u = users;
        Tensor i = items;
        Tensor sum = items;
        for (int l = 1; l <= layers; l++) {
            Tensor next = graph.toItems().times(u);
            if (l < layers) {
                u = graph.toUsers().times(i);
            }
            i = next;
            sum = sum.add(i);
        }
        return Torch.scale(sum, 1.0 / (layers + 1));
    }
}
