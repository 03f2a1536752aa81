package org.interweave.learn.model.abxi;

import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.interweave.learn.nn.Dropout;
import org.interweave.learn.nn.LayerNorm;
import org.interweave.learn.nn.SwiGlu;
import org.interweave.learn.torch.Parameters;
import org.interweave.learn.torch.Torch;

/** What predicts one domain: the invariant interest adapted to it, and what its own sequence says. */
final class DomainHead {
    private final int width;
    private final LowRankAdapter adapter;
    private final LayerNorm invariantNorm;
    private final SwiGlu ownFfn;
    private final LayerNorm ownNorm;

    DomainHead(Parameters.Scope root, int domain, Abxi.Config config) {
        width = config.width();
        adapter = new LowRankAdapter(root.child("invariant.lora." + domain), width, config.invariantRank());
        invariantNorm = new LayerNorm(root.child("invariant.norm." + domain), width);
        ownFfn = new SwiGlu(root.child("own.ffn"), List.of(Integer.toString(domain)), width, config.innerWidth());
        ownNorm = new LayerNorm(root.child("own.norm." + domain), width);
    }

    /**
     * u = LN(H2_X + Dropout(I) + Dropout(iLoRA(H2_X))) at some steps of the merged sequence.
     *
     * @param invariant I = SG(H2_X)
     * @shape x, invariant [P, d], rows [t] → [t, d]
     */
    Tensor invariant(Tensor x, Tensor invariant, int[] rows, Dropout dropout) {
        Tensor steps = Torch.longs(rows);
        Tensor adapted = adapter.forward(x); // of all steps: their number repeats from batch to batch
        Tensor common = dropout.addTo(Torch.rows(x, steps), Torch.rows(invariant, steps)); // [t, d]
        return invariantNorm.forward(dropout.addTo(common, Torch.rows(adapted, steps)));
    }

    /**
     * v = LN(H2_k + Dropout(SG_k(H2_k))) at some rows; a step without an item of the domain is a zero vector, and so is its sum.
     *
     * @param rows of the domain's pack; P_k where there is no item
     * @shape own [P_k, d], rows [t] → [t, d]
     */
    Tensor own(Tensor own, int[] rows, Dropout dropout) {
        Tensor sums = dropout.addTo(own, ownFfn.forward(own).get(0));
        Tensor orNone = Torch.cat(List.of(sums, Torch.zeros(1, width))); // [P_k + 1, d]
        return ownNorm.forward(Torch.rows(orNone, Torch.longs(rows)));
    }
}
