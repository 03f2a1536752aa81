package org.interweave.learn.model.merit;

import java.util.List;
import org.interweave.learn.nn.AttentionPlan;
import org.interweave.learn.nn.Dropout;
import org.interweave.learn.nn.LayerNorm;
import org.interweave.learn.nn.Packed;
import org.interweave.learn.nn.PackedAttention;
import org.interweave.learn.nn.VacantSlots;
import org.interweave.learn.torch.Parameters;

/** A branch's causal encoder. */
final class SelfAttention {
    private final PackedAttention attention;
    private final LayerNorm norm;
    private final VacantSlots vacantSlots;

    SelfAttention(Parameters.Scope scope, Merit.Config config) {
        attention = new PackedAttention(scope.child("attention"), config.width(), config.heads());
        norm = new LayerNorm(scope.child("attention_norm"), config.width());
        vacantSlots = config.vacantSlots();
    }

    /**
     * S = LN(E + Dropout(MHA(E, E))).
     *
     * @shape [P, d] → [P, d]
     * @paper §4.3, Eq. 1-2
     */
    Packed forward(Packed e, Dropout dropout) {
        AttentionPlan plan = AttentionPlan.of(e.layout(), List.of(e.layout()), vacantSlots);
        Packed read = attention.forward(e, List.of(e), plan);
        return e.with(norm.forward(dropout.addTo(e.values(), read.values())));
    }
}
