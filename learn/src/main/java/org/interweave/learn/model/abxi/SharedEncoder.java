package org.interweave.learn.model.abxi;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.interweave.learn.nn.AttentionBlock;
import org.interweave.learn.nn.Dropout;
import org.interweave.learn.nn.LayerNorm;
import org.interweave.learn.nn.Packed;
import org.interweave.learn.nn.PackedAttention;
import org.interweave.learn.nn.SwiGlu;
import org.interweave.learn.nn.VacantSlots;
import org.interweave.learn.torch.Parameters;

/** One attention and one feed-forward net for all sequences; an adapter and a norm of each sequence's own restore what is specific about it. */
final class SharedEncoder {
    private final AttentionBlock attention;
    private final SwiGlu ffn;
    private final List<LowRankAdapter> adapters = new ArrayList<>();
    private final List<LayerNorm> norms = new ArrayList<>();

    /** @param names of the sequences */
    SharedEncoder(Parameters.Scope scope, List<String> names, Abxi.Config config) {
        attention = new AttentionBlock(
                new PackedAttention(scope.child("attention"), config.width(), config.heads()),
                new LayerNorm(scope.child("attention_norm"), config.width()),
                VacantSlots.VISIBLE);
        ffn = new SwiGlu(scope, List.of("ffn"), config.width(), config.innerWidth());
        for (String name : names) {
            adapters.add(new LowRankAdapter(scope.child("lora." + name), config.width(), config.domainRank()));
            norms.add(new LayerNorm(scope.child("norm." + name), config.width()));
        }
    }

    /**
     * H2 of one sequence at the given tokens: H1 = LN(H0 + Dropout(MHA(H0))), H2 = LN_s(H1 + Dropout(SG(H1)) + Dropout(dLoRA_s(H1))).
     *
     * @param tokens of the sequence, all or some
     * @param all of its tokens
     * @shape tokens [n, d], all [P, d] → [n, d]
     */
    Packed forward(int sequence, Packed tokens, Packed all, Dropout dropout) {
        Tensor h1 = attention.forward(tokens, List.of(all), dropout).values();
        Tensor common = dropout.addTo(h1, ffn.forward(h1).get(0));
        Tensor specific = dropout.addTo(common, adapters.get(sequence).forward(h1));
        return tokens.with(norms.get(sequence).forward(specific));
    }
}
