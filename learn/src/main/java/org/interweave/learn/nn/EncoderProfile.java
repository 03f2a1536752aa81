package org.interweave.learn.nn;

import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.interweave.core.batch.Layout;
import org.interweave.learn.torch.Parameters;

/**
 * What the blocks of a {@link CausalEncoder} are made of.
 *
 * @paper SASRec: Kang and McAuley, Self-Attentive Sequential Recommendation, ICDM 2018, §III
 */
public enum EncoderProfile {
    /** SASRec's: norms before attention and feed-forward, ReLU between two layers as wide as the tokens, one more norm at the end; vacant slots are no keys. */
    CLASSIC(VacantSlots.HIDDEN, 1e-8) {
        @Override
        int innerWidth(int width) {
            return width;
        }

        @Override
        CausalEncoder.Block block(Parameters.Scope scope, CausalEncoder.Shape shape) {
            LayerNorm attentionNorm = norm(scope.child("attention_norm"), shape.width());
            PackedAttention attention = new PackedAttention(scope.child("attention"), shape.width(), shape.heads());
            LayerNorm ffnNorm = norm(scope.child("ffn_norm"), shape.width());
            FeedForward ffn =
                    new FeedForward(scope.child("ffn"), shape.width(), shape.inner(), FeedForward.Activation.RELU);
            return (h, at, dropout) -> {
                Packed u = h.map(attentionNorm::forward);
                Packed read = attention.forward(u.at(at), List.of(u), plan(h, at));
                Tensor attended = dropout.addTo(h.at(at).values(), read.values());
                Tensor v = ffnNorm.forward(attended);
                return read.with(dropout.addTo(attended, ffn.forward(v, dropout)));
            };
        }

        @Override
        CausalEncoder.Closing closing(Parameters.Scope scope, int width) {
            return norm(scope.child("final_norm"), width)::forward;
        }
    },

    /** That of MERIT's published code: norms after attention and feed-forward, SwiGLU, nothing at the end; vacant slots are keys. */
    HOUSE(VacantSlots.VISIBLE, 1e-5) {
        @Override
        int innerWidth(int width) {
            return SwiGlu.usualInner(width);
        }

        @Override
        CausalEncoder.Block block(Parameters.Scope scope, CausalEncoder.Shape shape) {
            AttentionBlock attention = new AttentionBlock(
                    new PackedAttention(scope.child("attention"), shape.width(), shape.heads()),
                    norm(scope.child("attention_norm"), shape.width()),
                    VacantSlots.VISIBLE);
            ExpertBlock ffn = ExpertBlock.single(
                    new SwiGlu(scope, List.of("ffn"), shape.width(), shape.inner()),
                    norm(scope.child("ffn_norm"), shape.width()));
            return (h, at, dropout) -> {
                Packed attended = attention.forward(h.at(at), List.of(h), dropout);
                return attended.with(ffn.only(attended.values(), dropout));
            };
        }

        @Override
        CausalEncoder.Closing closing(Parameters.Scope scope, int width) {
            return x -> x;
        }
    };

    private final VacantSlots vacantSlots;
    private final double epsilon;

    EncoderProfile(VacantSlots vacantSlots, double epsilon) {
        this.vacantSlots = vacantSlots;
        this.epsilon = epsilon;
    }

    /** A layer norm as this profile has them. */
    public LayerNorm norm(Parameters.Scope scope, int width) {
        return new LayerNorm(scope, width, epsilon);
    }

    /** Width between the two feed-forward layers, unless a setting says otherwise. */
    abstract int innerWidth(int width);

    abstract CausalEncoder.Block block(Parameters.Scope scope, CausalEncoder.Shape shape);

    abstract CausalEncoder.Closing closing(Parameters.Scope scope, int width);

    AttentionPlan plan(Packed tokens, Layout at) {
        return AttentionPlan.of(at, List.of(tokens.layout()), vacantSlots);
    }
}
