package org.interweave.learn.model.dream;

import java.util.List;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Tensor;
import org.interweave.learn.nn.AttentionPlan;
import org.interweave.learn.nn.Dropout;
import org.interweave.learn.nn.LayerNorm;
import org.interweave.learn.nn.Packed;
import org.interweave.learn.nn.PackedAttention;
import org.interweave.learn.nn.VacantSlots;
import org.interweave.learn.torch.Parameters;

/** A stream's own layers: causal attention and a feed-forward layer, with a norm after each residual sum. */
final class StreamEncoder {
    private final PackedAttention attention;
    private final LayerNorm attentionNorm;
    private final UnaryOperator<Tensor> ffn;
    private final LayerNorm ffnNorm;

    StreamEncoder(Parameters.Scope scope, Dream.Config config) {
        attention = new PackedAttention(scope.child("attention"), config.width(), config.heads());
        attentionNorm = new LayerNorm(scope.child("attention_norm"), config.width());
        ffn = config.ffn().build(scope, config.width());
        ffnNorm = new LayerNorm(scope.child("ffn_norm"), config.width());
    }

    /** LN(x + Dropout(MHA(x, x))) at the tokens wanted. @shape [P, d] → [wanted, d] */
    Packed attend(Packed x, Tokens tokens, Dropout dropout) {
        Packed wanted = tokens.of(x);
        AttentionPlan plan = AttentionPlan.of(wanted.layout(), List.of(x.layout()), VacantSlots.VISIBLE);
        Packed read = attention.forward(wanted, List.of(x), plan);
        return wanted.with(attentionNorm.forward(dropout.addTo(wanted.values(), read.values())));
    }

    /** LN(r + Dropout(FFN(r))). @shape [n, d] → [n, d] */
    Packed output(Packed r, Dropout dropout) {
        return r.with(ffnNorm.forward(dropout.addTo(r.values(), ffn.apply(r.values()))));
    }
}
