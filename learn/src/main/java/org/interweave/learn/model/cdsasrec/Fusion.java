package org.interweave.learn.model.cdsasrec;

import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.interweave.learn.torch.Parameters;
import org.interweave.learn.torch.Torch;

/** How the transferred source state g enters the input of a target token with item vector e and position vector p. */
public enum Fusion {
    /** e + p + g. */
    ADD {
        @Override
        Inputs build(Parameters.Scope scope, int width) {
            return (e, p, g) -> e.add(p).add_(g);
        }
    },
    /** e + p * g, element by element. */
    MULTIPLY_POSITION {
        @Override
        Inputs build(Parameters.Scope scope, int width) {
            return Torch::addProduct;
        }
    },
    /** [e ; g] Wf + bf + p. */
    CONCAT {
        @Override
        Inputs build(Parameters.Scope scope, int width) {
            Tensor w = scope.normal("w", 0.02, 2L * width, width);
            Tensor b = scope.constant("b", 0, width);
            return (e, p, g) ->
                    Torch.times(Torch.beside(List.of(e, g)), w).add_(b).add_(p);
        }
    };

    /** What the target encoder reads. */
    interface Inputs {
        /** @shape e, p, g [P_t, d] → [P_t, d] */
        Tensor of(Tensor e, Tensor p, Tensor g);
    }

    abstract Inputs build(Parameters.Scope scope, int width);
}
