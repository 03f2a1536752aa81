package org.interweave.learn.model.merit;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.interweave.learn.nn.Dropout;
import org.interweave.learn.nn.LayerNorm;
import org.interweave.learn.nn.Packed;
import org.interweave.learn.nn.SwiGlu;
import org.interweave.learn.torch.Parameters;
import org.interweave.learn.torch.Torch;

/** The multi-output mixture of experts: one expert shared by all destinations, one for each, and a gate between the two. */
final class MoFfn implements Transfer {
    private final int branches;
    private final SwiGlu experts; // the shared one first
    private final Tensor gates; // [2 branches, d]
    private final List<LayerNorm> norms = new ArrayList<>();

    MoFfn(Parameters.Scope scope, List<String> names, Merit.Config config) {
        branches = names.size();
        List<String> experts = new ArrayList<>(List.of("shared_expert"));
        names.forEach(y -> experts.add("expert." + y));
        this.experts = new SwiGlu(scope, experts, config.width(), config.innerWidth());
        gates = scope.shared("gates", 0.02, 2L * branches, config.width());
        for (int y = 0; y < branches; y++) {
            scope.slice("gate." + names.get(y), gates, 0, 2L * y, 2);
            norms.add(new LayerNorm(scope.child("norm." + names.get(y)), config.width()));
        }
    }

    /**
     * weights = softmax(S G_y); H_y = LN_y(S + Dropout(w_0 shared(S) + w_1 expert_y(S))).
     *
     * @paper §4.3, Eq. 4-6
     */
    @Override
    public Outputs forward(Packed s, Dropout dropout) {
        List<Tensor> expert = experts.forward(s.values()); // (1 + branches) x [P, d]
        List<Tensor> weights = weights(s.values());
        List<Packed> outputs = new ArrayList<>();
        for (int y = 0; y < branches; y++) {
            outputs.add(output(y, s, expert.get(0), expert.get(1 + y), weights.get(y), dropout));
        }
        return new Outputs(outputs, weights);
    }

    /** For every destination. @shape s [P, d] → [P, 2] each */
    private List<Tensor> weights(Tensor s) {
        Tensor logits = Torch.timesTransposed(s, gates).view(-1, branches, 2);
        Tensor weights = Torch.softmax(logits, 2); // [P, branches, 2]
        List<Tensor> perDestination = new ArrayList<>();
        for (int y = 0; y < branches; y++) {
            perDestination.add(weights.select(1, y));
        }
        return perDestination;
    }

    private Packed output(int y, Packed s, Tensor shared, Tensor own, Tensor weights, Dropout dropout) {
        Tensor mixture =
                Torch.addProduct(shared.mul(Torch.columns(weights, 0, 1)), own, Torch.columns(weights, 1, 1)); // [P, d]
        return s.with(norms.get(y).forward(dropout.addTo(s.values(), mixture)));
    }

    @Override
    public Answers ask(Packed s) {
        Packed input = s.map(Torch::narrow); // once for all that read it
        Packed shared = input.with(experts.forward(input.values(), 0));
        return new Answers() {
            @Override
            public Packed to(int branch) {
                return answer(branch, s, input, shared);
            }

            @Override
            public Packed latestTo(int branch) {
                return answer(branch, s.latest(), input.latest(), shared.latest());
            }
        };
    }

    private Packed answer(int y, Packed s, Packed input, Packed shared) {
        Tensor own = experts.forward(input.values(), 1 + y);
        Tensor logits = Torch.timesTransposed(input.values(), Torch.span(gates, 2L * y, 2));
        return output(y, s, shared.values(), own, Torch.softmax(logits, 1), Dropout.off());
    }
}
