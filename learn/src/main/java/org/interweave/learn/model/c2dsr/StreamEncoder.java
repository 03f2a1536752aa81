package org.interweave.learn.model.c2dsr;

import java.util.ArrayList;
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
 * Blocks of causal attention, in which vacant slots are keys, and a norm at the end. Both residual sums of a block start from what a norm has made of its input, and
 * attention's keys and values do not pass through one.
 */
final class StreamEncoder {
    private static final double EPSILON = 1e-8;

    private record Block(LayerNorm attentionNorm, PackedAttention attention, LayerNorm ffnNorm, FeedForward ffn) {
        static Block of(Parameters.Scope scope, C2dsr.Config config) {
            int width = config.width();
            return new Block(
                    new LayerNorm(scope.child("attention_norm"), width, EPSILON),
                    new PackedAttention(scope.child("attention"), width, config.heads()),
                    new LayerNorm(scope.child("ffn_norm"), width, EPSILON),
                    new FeedForward(scope.child("ffn"), width, width, FeedForward.Activation.RELU));
        }

        /** y = LN1(x), r = LN2(y + MHA(y, x, x)), r + Dropout(FFN(r)) at those tokens whose slots the layout names. */
        Packed forward(Packed x, Layout at, Dropout dropout) {
            AttentionPlan plan = AttentionPlan.of(at, List.of(x.layout()), VacantSlots.VISIBLE);
            Packed y = x.at(at).map(attentionNorm::forward);
            Packed read = attention.forward(y, List.of(x), plan, dropout);
            Tensor r = ffnNorm.forward(y.values().add(read.values()));
            return y.with(dropout.addTo(r, ffn.forward(r, dropout)));
        }
    }

    private final List<Block> blocks = new ArrayList<>();
    private final LayerNorm finalNorm;

    StreamEncoder(Parameters.Scope scope, C2dsr.Config config) {
        for (int i = 0; i < config.layers(); i++) {
            blocks.add(Block.of(scope.child(Integer.toString(i)), config));
        }
        finalNorm = new LayerNorm(scope.child("final_norm"), config.width(), EPSILON);
    }

    /** The states of those tokens whose slots the layout names. @shape [P, d] → one row per token of the layout */
    Packed forward(Packed x, Layout at, Dropout dropout) {
        Packed h = x;
        for (int i = 0; i < blocks.size(); i++) {
            boolean last = i + 1 == blocks.size();
            h = blocks.get(i).forward(h, last ? at : x.layout(), dropout);
        }
        return h.map(finalNorm::forward);
    }
}
