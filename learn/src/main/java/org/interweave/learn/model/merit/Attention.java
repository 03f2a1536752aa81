package org.interweave.learn.model.merit;

import org.interweave.learn.nn.AttentionBlock;
import org.interweave.learn.nn.LayerNorm;
import org.interweave.learn.nn.PackedAttention;
import org.interweave.learn.torch.Parameters;

/**
 * The attentions of the model, all made alike. A branch's causal encoder is S = LN(E + Dropout(MHA(E, E))) (Eq. 1-2); what other branches sent is fused in by F = LN(H + Dropout(MHA(H, keys))),
 * by attention over whole sequences instead of token by token (§4.4, Eq. 10-11).
 */
final class Attention {
    private Attention() {}

    static AttentionBlock in(Parameters.Scope scope, Merit.Config config) {
        return new AttentionBlock(
                new PackedAttention(scope.child("attention"), config.width(), config.heads()),
                new LayerNorm(scope.child("attention_norm"), config.width()),
                config.vacantSlots());
    }
}
