package org.interweave.learn.model.merit;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.interweave.learn.nn.Dropout;
import org.interweave.learn.nn.ExpertBlock;
import org.interweave.learn.nn.LayerNorm;
import org.interweave.learn.nn.Packed;
import org.interweave.learn.nn.SwiGlu;
import org.interweave.learn.torch.Parameters;
import org.interweave.learn.torch.Torch;

/** The multi-output mixture of experts: one expert shared by all destinations, one for each, and a gate between the two. */
final class MoFfn implements Transfer {
    private final ExpertBlock block;

    MoFfn(Parameters.Scope scope, List<String> branches, Merit.Config config) {
        List<String> experts = new ArrayList<>(List.of("shared_expert"));
        branches.forEach(y -> experts.add("expert." + y));
        SwiGlu all = new SwiGlu(scope, experts, config.width(), config.innerWidth());
        Tensor gates = scope.shared("gates", 0.02, 2L * branches.size(), config.width());
        List<LayerNorm> norms = new ArrayList<>();
        for (int y = 0; y < branches.size(); y++) {
            scope.slice("gate." + branches.get(y), gates, 0, 2L * y, 2);
            norms.add(new LayerNorm(scope.child("norm." + branches.get(y)), config.width()));
        }
        block = ExpertBlock.gated(all, gates, norms);
    }

    /**
     * weights = softmax(S G_y); H_y = LN_y(S + Dropout(w_0 shared(S) + w_1 expert_y(S))).
     *
     * @paper §4.3, Eq. 4-6
     */
    @Override
    public Outputs forward(Packed s, Dropout dropout) {
        ExpertBlock.Outputs outputs = block.forward(s.values(), dropout);
        return new Outputs(outputs.states().stream().map(s::with).toList(), outputs.weights());
    }

    @Override
    public Answers ask(Packed s) {
        Packed input = s.map(Torch::narrow); // once for all that read it
        Packed shared = input.map(block::shared);
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

    private Packed answer(int branch, Packed s, Packed input, Packed shared) {
        return s.with(block.answer(branch, s.values(), input.values(), shared.values()));
    }
}
