package org.interweave.learn.model.merit;

import java.util.Collections;
import java.util.List;
import org.interweave.learn.nn.Dropout;
import org.interweave.learn.nn.ExpertBlock;
import org.interweave.learn.nn.LayerNorm;
import org.interweave.learn.nn.Packed;
import org.interweave.learn.nn.SwiGlu;
import org.interweave.learn.torch.Parameters;

/** Ablation FF1: one expert, whose output goes to every branch. */
final class SingleFfn implements Transfer {
    private final int branches;
    private final ExpertBlock block;

    SingleFfn(Parameters.Scope scope, int branches, String self, Merit.Config config) {
        this.branches = branches;
        SwiGlu expert = new SwiGlu(scope, List.of("shared_expert"), config.width(), config.innerWidth());
        block = ExpertBlock.single(expert, new LayerNorm(scope.child("norm." + self), config.width()));
    }

    @Override
    public Outputs forward(Packed s, Dropout dropout) {
        return new Outputs(Collections.nCopies(branches, output(s, dropout)), List.of());
    }

    private Packed output(Packed s, Dropout dropout) {
        return s.with(block.only(s.values(), dropout));
    }

    @Override
    public Answers ask(Packed s) {
        Packed all = output(s, Dropout.off());
        return new Answers() {
            @Override
            public Packed to(int branch) {
                return all;
            }

            @Override
            public Packed latestTo(int branch) {
                return all.latest();
            }
        };
    }
}
