package org.interweave.learn.model.bert4rec;

import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.interweave.core.batch.Layout;
import org.interweave.learn.nn.AttentionPlan;
import org.interweave.learn.nn.Dropout;
import org.interweave.learn.nn.FeedForward;
import org.interweave.learn.nn.LayerNorm;
import org.interweave.learn.nn.Packed;
import org.interweave.learn.nn.PackedAttention;
import org.interweave.learn.nn.VacantSlots;
import org.interweave.learn.torch.Parameters;

/**
 * BERT's block: attention to both sides, then two layers with GELU between them, a norm after each residual sum.
 *
 * @paper §3.3
 */
final class BidirectionalBlock {
    private final PackedAttention attention;
    private final LayerNorm attentionNorm;
    private final FeedForward ffn;
    private final LayerNorm ffnNorm;

    BidirectionalBlock(Parameters.Scope scope, Bert4Rec.Config config) {
        int d = config.width();
        attention = new PackedAttention(scope.child("attention"), d, config.heads());
        attentionNorm = new LayerNorm(scope.child("attention_norm"), d, Bert4Rec.NORM_EPSILON);
        ffn = new FeedForward(scope.child("ffn"), d, 4 * d, FeedForward.Activation.GELU);
        ffnNorm = new LayerNorm(scope.child("ffn_norm"), d, Bert4Rec.NORM_EPSILON);
    }

    /** Reads all tokens, answers at those of the layout. @shape h [P, d] → one row per token of the layout */
    Packed forward(Packed h, Layout at, Dropouts dropouts) {
        Dropout dropout = dropouts.hidden();
        Packed own = h.at(at);
        AttentionPlan bothSides = AttentionPlan.bidirectional(at, h.layout(), VacantSlots.HIDDEN);
        Packed read = attention.forward(own, List.of(h), bothSides, dropouts.weights());
        Tensor attended = attentionNorm.forward(dropout.addTo(own.values(), read.values()));
        return own.with(ffnNorm.forward(dropout.addTo(attended, ffn.forward(attended, Dropout.off()))));
    }
}
