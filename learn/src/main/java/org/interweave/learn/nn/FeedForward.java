package org.interweave.learn.nn;

import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Tensor;
import org.interweave.learn.torch.Parameters;
import org.interweave.learn.torch.Torch;

/** Two linear layers with bias and an activation between them: activation(x W1 + b1) W2 + b2. @shape [n, d] → [n, d] */
public final class FeedForward {
    /** What stands between the layers. */
    public enum Activation {
        RELU(Torch::relu),
        GELU(Torch::gelu);

        private final UnaryOperator<Tensor> function;

        Activation(UnaryOperator<Tensor> function) {
            this.function = function;
        }
    }

    private final Tensor w1;
    private final Tensor b1;
    private final Tensor w2;
    private final Tensor b2;
    private final Activation activation;

    /** @param inner width between the layers */
    public FeedForward(Parameters.Scope scope, int width, int inner, Activation activation) {
        w1 = scope.normal("w1", 0.02, width, inner);
        b1 = scope.constant("b1", 0, inner);
        w2 = scope.normal("w2", 0.02, inner, width);
        b2 = scope.constant("b2", 0, width);
        this.activation = activation;
    }

    /** @param inside applied after the activation; {@link Dropout#off} where the model has none there */
    public Tensor forward(Tensor x, Dropout inside) {
        Tensor hidden = activation.function.apply(Torch.times(x, w1).add_(b1));
        return Torch.times(inside.apply(hidden), w2).add_(b2);
    }
}
