package org.interweave.learn.nn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.interweave.learn.torch.Autograd;
import org.interweave.learn.torch.OwnGradient;
import org.interweave.learn.torch.Torch;

/**
 * Experts and what follows them, once for every destination: H_y = LN_y(S + Dropout(w_0 expert_0(S) + w_1 expert_{1+y}(S))) with w = softmax(S G_y), or, with a
 * single expert, H = LN(S + Dropout(expert(S))).
 *
 * <p>There are two ways to compute it. Training takes {@link ExpertPass} where Java has the Vector API; everything else uses libtorch's operators.
 *
 * @paper MERIT §4.3, Eq. 3-6 and 12
 */
public final class ExpertBlock {
    private final SwiGlu experts;
    private final Optional<Tensor> gates; // [2 y, d]
    private final List<LayerNorm> norms;

    private ExpertBlock(SwiGlu experts, Optional<Tensor> gates, List<LayerNorm> norms) {
        this.experts = experts;
        this.gates = gates;
        this.norms = norms;
    }

    /** One expert, one destination. */
    public static ExpertBlock single(SwiGlu expert, LayerNorm norm) {
        return new ExpertBlock(expert, Optional.empty(), List.of(norm));
    }

    /**
     * @param experts the shared one, then one for every destination
     * @param gates G_y of every destination below each other [2 y, d]
     * @param norms of every destination
     */
    public static ExpertBlock gated(SwiGlu experts, Tensor gates, List<LayerNorm> norms) {
        return new ExpertBlock(experts, Optional.of(gates), List.copyOf(norms));
    }

    /**
     * @param states H_y of every destination, each [n, d]
     * @param weights of [shared, own] expert for every destination, each [n, 2]; empty where there is one expert
     */
    public record Outputs(List<Tensor> states, List<Tensor> weights) {}

    /** @shape s [n, d] */
    public Outputs forward(Tensor s, Dropout dropout) {
        boolean training = Autograd.records(s) && s.size(0) > 0;
        return training && LossKernel.vectorAvailable() && MixtureKernel.fits((int) s.size(1))
                ? inOnePass(s, dropout)
                : byOperators(s, dropout);
    }

    /** That of the only destination. @shape s [n, d] → [n, d] */
    public Tensor only(Tensor s, Dropout dropout) {
        return forward(s, dropout).states.get(0);
    }

    Outputs inOnePass(Tensor s, Dropout dropout) {
        ExpertPass pass = new ExpertPass(experts, gates, norms, s, dropout);
        long[] rows = new long[norms.size()];
        Arrays.fill(rows, s.size(0));
        List<Tensor> states =
                OwnGradient.of(List.of(s), rows, pass::forward, (from, to) -> pass.backward(from, to.get(0)));
        return new Outputs(states, gates.isEmpty() ? List.of() : weights(pass, s.size(0)));
    }

    private List<Tensor> weights(ExpertPass pass, long n) {
        return perDestination(Torch.floats(pass.weights(), n, norms.size(), 2));
    }

    private List<Tensor> perDestination(Tensor weights) {
        return IntStream.range(0, norms.size())
                .mapToObj(y -> weights.select(1, y))
                .toList();
    }

    Outputs byOperators(Tensor s, Dropout dropout) {
        List<Tensor> expert = experts.forward(s); // e x [n, d]
        if (gates.isEmpty()) {
            return new Outputs(List.of(close(0, s, expert.get(0), dropout)), List.of());
        }
        Tensor logits = Torch.timesTransposed(s, gates.get()).view(-1, norms.size(), 2);
        List<Tensor> weights = perDestination(Torch.softmax(logits, 2));
        List<Tensor> states = new ArrayList<>();
        for (int y = 0; y < norms.size(); y++) {
            states.add(close(y, s, mixture(expert.get(0), expert.get(1 + y), weights.get(y)), dropout));
        }
        return new Outputs(states, weights);
    }

    /** w_0 shared + w_1 own. @shape shared, own [n, d], weights [n, 2] → [n, d] */
    private static Tensor mixture(Tensor shared, Tensor own, Tensor weights) {
        return Torch.addProduct(shared.mul(Torch.columns(weights, 0, 1)), own, Torch.columns(weights, 1, 1));
    }

    private Tensor close(int destination, Tensor s, Tensor mixture, Dropout dropout) {
        return norms.get(destination).forward(dropout.addTo(s, mixture));
    }

    /** The shared expert's output, for scoring. @shape → [n, d] */
    public Tensor shared(Tensor s) {
        return experts.forward(s, 0);
    }

    /**
     * One destination's state without dropout, for scoring.
     *
     * @param input s, or s in the type of products
     * @param shared what {@link #shared} gave for the same rows
     * @shape s, input, shared [n, d] → [n, d]
     */
    public Tensor answer(int destination, Tensor s, Tensor input, Tensor shared) {
        Tensor own = experts.forward(input, 1 + destination);
        Tensor logits = Torch.timesTransposed(input, Torch.span(gates.orElseThrow(), 2L * destination, 2));
        return close(destination, s, mixture(shared, own, Torch.softmax(logits, 1)), Dropout.off());
    }
}
