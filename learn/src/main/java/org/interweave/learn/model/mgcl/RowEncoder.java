package org.interweave.learn.model.mgcl;

import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.interweave.core.batch.Branch;
import org.interweave.core.batch.Layout;
import org.interweave.learn.nn.CausalEncoder;
import org.interweave.learn.nn.Dropout;
import org.interweave.learn.nn.LayerNorm;
import org.interweave.learn.nn.Packed;
import org.interweave.learn.torch.Parameters;
import org.interweave.learn.torch.Torch;

/** What the target items, or the source items, of users have to themselves: a graph step, a gate between their two views, and an encoder without a norm at its end. */
final class RowEncoder {
    private final GraphStep step;
    private final Linear gate; // Wg
    private final LayerNorm inputNorm;
    private final double scale;
    private final CausalEncoder encoder;

    /** @param name target or source */
    RowEncoder(Parameters.Scope root, String name, Mgcl.Config config) {
        int width = config.width();
        step = new GraphStep(root.child("gnn." + name), width);
        gate = new Linear(root.child("gate." + name), 2 * width, 2);
        inputNorm = config.profile().norm(root.child("input_norm." + name), width);
        scale = config.embeddingScale().of(width);
        encoder = CausalEncoder.open(root.child("encoder." + name), config.encoder());
    }

    /**
     * The two views of every token's item.
     *
     * @param fixed g, the static one [P, d]
     * @param dynamic e [P, d]
     * @param gate shares of both in the mixture [P, 2]
     */
    record Views(Tensor fixed, Tensor dynamic, Tensor gate) {
        /** f = w_1 * g + w_2 * e. */
        Tensor mixture() {
            return Torch.addProduct(Torch.columns(gate, 0, 1).mul(fixed), Torch.columns(gate, 1, 1), dynamic);
        }
    }

    /** @shape g, h [P, d]: the items' static vectors, and their own */
    Views views(Tensor g, Tensor h, SequenceGraph.Neighbours neighbours) {
        Tensor e = step.forward(h, neighbours);
        Tensor shares = Torch.softmax(gate.forward(Torch.beside(List.of(g, e))), 1);
        return new Views(g, e, shares);
    }

    /** Dropout(LN(f) + position). @shape positions [P, d] → [P, d] */
    Packed input(Views views, Tensor positions, Branch tokens, Dropout dropout) {
        Tensor f = inputNorm.forward(views.mixture());
        Tensor scaled = scale == 1 ? f : Torch.scale(f, scale);
        return new Packed(dropout.apply(scaled.add(positions)), tokens.layout());
    }

    /** The states of those tokens whose slots the layout names. */
    Packed states(Packed input, Layout at, Dropout dropout) {
        return encoder.forward(input, at, dropout);
    }
}
