package org.interweave.learn.model.dream;

import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.interweave.learn.nn.AttentionPlan;
import org.interweave.learn.nn.Packed;
import org.interweave.learn.nn.PackedAttention;
import org.interweave.learn.nn.VacantSlots;
import org.interweave.learn.torch.Parameters;
import org.interweave.learn.torch.Torch;

/** Extraction attention between the merged stream and one domain's, and the gate that decides how much of what was read goes in. */
final class Extraction {
    private final PackedAttention attention;
    private final Tensor gateWeight;
    private final Tensor gateBias;

    Extraction(Parameters.Scope root, int domain, Dream.Config config) {
        int outputs = config.gate().outputs(config.width());
        attention = new PackedAttention(root.child("extraction." + domain), config.width(), config.heads());
        Parameters.Scope gate = root.child("gate." + domain);
        gateWeight = gate.normal("weight", 0.02, outputs, 2L * config.width());
        gateBias = gate.constant("bias", 0, outputs);
    }

    /**
     * @param gated alpha * e [n, d]
     * @param gate alpha [n, d], or [n, 1] of a scalar gate
     */
    record Extract(Tensor gated, Tensor gate) {}

    /** e = MHA(reader, source), alpha = sigmoid(W [reader ; e] + c). @shape reader [n, d], source [m, d] */
    Extract read(Packed reader, Packed source) {
        AttentionPlan plan = AttentionPlan.of(reader.layout(), List.of(source.layout()), VacantSlots.VISIBLE);
        Tensor e = attention.forward(reader, List.of(source), plan).values(); // [n, d]
        Tensor both = Torch.beside(List.of(reader.values(), e)); // [n, 2d]
        Tensor gate = Torch.sigmoid(Torch.linear(both, gateWeight, gateBias));
        return new Extract(gate.mul(e), gate);
    }
}
