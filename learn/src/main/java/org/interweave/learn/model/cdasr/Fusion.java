package org.interweave.learn.model.cdasr;

import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.interweave.learn.torch.Parameters;
import org.interweave.learn.torch.Torch;

/** How general preference c and current preference h make the state z that items are scored with. */
public enum Fusion {
    /** [c ; h] Wc + bc. */
    CONCAT {
        @Override
        Both build(Parameters.Scope scope, int width) {
            return linear(scope, width);
        }
    },
    /** tanh([c ; h] Wc + bc), the attentional state of the paper that bilinear attention is from. */
    TANH {
        @Override
        Both build(Parameters.Scope scope, int width) {
            Both linear = linear(scope, width);
            return (c, h) -> linear.of(c, h).tanh();
        }
    },
    /** c + h. */
    SUM {
        @Override
        Both build(Parameters.Scope scope, int width) {
            return Tensor::add;
        }
    };

    /** Puts both together. */
    interface Both {
        /** @shape c, h [n, d] → [n, d] */
        Tensor of(Tensor c, Tensor h);
    }

    abstract Both build(Parameters.Scope scope, int width);

    private static Both linear(Parameters.Scope scope, int width) {
        Tensor w = scope.normal("w", 0.02, 2L * width, width);
        Tensor b = scope.constant("b", 0, width);
        return (c, h) -> Torch.times(Torch.beside(List.of(c, h)), w).add_(b);
    }
}
