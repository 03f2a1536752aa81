package org.interweave.learn.model.merit;

import java.util.List;
import org.interweave.learn.nn.AttentionPlan;
import org.interweave.learn.nn.Dropout;
import org.interweave.learn.nn.LayerNorm;
import org.interweave.learn.nn.Packed;
import org.interweave.learn.nn.PackedAttention;
import org.interweave.learn.nn.VacantSlots;
import org.interweave.learn.torch.Parameters;

/** Fuses what other branches sent into a branch, by attention over whole sequences instead of token by token. */
final class CrossAttention {
    private final PackedAttention attention;
    private final LayerNorm norm;
    private final VacantSlots vacantSlots;

    CrossAttention(Parameters.Scope scope, Merit.Config config) {
        attention = new PackedAttention(scope.child("attention"), config.width(), config.heads());
        norm = new LayerNorm(scope.child("attention_norm"), config.width());
        vacantSlots = config.vacantSlots();
    }

    /**
     * F = LN(H + Dropout(MHA(H, keys))), keys concatenated along length, each pack keeping its own slots.
     *
     * @shape own [P_x, d] → [P_x, d]
     * @paper §4.4, Eq. 10-11
     */
    Packed forward(Packed own, List<Packed> keys, Dropout dropout) {
        AttentionPlan plan =
                AttentionPlan.of(own.layout(), keys.stream().map(Packed::layout).toList(), vacantSlots);
        Packed read = attention.forward(own, keys, plan);
        return own.with(norm.forward(dropout.addTo(own.values(), read.values())));
    }
}
