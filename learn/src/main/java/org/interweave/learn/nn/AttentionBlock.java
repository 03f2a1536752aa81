package org.interweave.learn.nn;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.interweave.learn.torch.Autograd;
import org.interweave.learn.torch.OwnGradient;

/**
 * Causal attention between packs and what follows it: S = LN(X + Dropout(MHA(X, keys))).
 *
 * <p>There are two ways to compute it. Training takes {@link AttentionPass} where Java has the Vector API; everything else uses libtorch's operators.
 *
 * @paper MERIT §4.3, Eq. 1-2 and 10-11
 */
public final class AttentionBlock {
    private final PackedAttention attention;
    private final LayerNorm norm;
    private final VacantSlots vacantSlots;

    public AttentionBlock(PackedAttention attention, LayerNorm norm, VacantSlots vacantSlots) {
        this.attention = attention;
        this.norm = norm;
        this.vacantSlots = vacantSlots;
    }

    /** Attention within a pack. @shape [P, d] → [P, d] */
    public Packed forward(Packed own, Dropout dropout) {
        return forward(own, List.of(own), dropout);
    }

    /**
     * @param keys packs that are laid end to end along length, each keeping its own slots
     * @shape own [P_x, d], keys [P_1, d], ... → [P_x, d]
     */
    public Packed forward(Packed own, List<Packed> keys, Dropout dropout) {
        boolean training = Autograd.records(own.values()) && own.layout().tokens() > 0;
        return training && LossKernel.vectorAvailable() && AttentionKernel.fits(attention.width() / attention.heads())
                ? inOnePass(own, keys, dropout)
                : byOperators(own, keys, dropout);
    }

    Packed inOnePass(Packed own, List<Packed> keys, Dropout dropout) {
        AttentionPass pass = new AttentionPass(attention, norm, own, keys, vacantSlots, dropout);
        List<Tensor> inputs = new ArrayList<>(List.of(own.values()));
        List<Integer> places = new ArrayList<>(); // of the packs among the inputs
        for (Packed pack : keys) {
            places.add(pack == own ? 0 : inputs.size());
            if (pack != own) {
                inputs.add(pack.values());
            }
        }
        List<Tensor> outputs = OwnGradient.of(
                inputs,
                new long[] {own.layout().tokens()},
                states -> pass.forward(states.get(0)),
                (states, to) -> pass.backward(
                        states.get(0), to.get(0), places.stream().map(to::get).toList()));
        return own.with(outputs.get(0));
    }

    Packed byOperators(Packed own, List<Packed> keys, Dropout dropout) {
        AttentionPlan plan =
                AttentionPlan.of(own.layout(), keys.stream().map(Packed::layout).toList(), vacantSlots);
        Packed read = attention.forward(own, keys, plan);
        return own.with(norm.forward(dropout.addTo(own.values(), read.values())));
    }
}
