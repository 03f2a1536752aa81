package org.interweave.learn.model.dream;

import java.util.List;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Tensor;
import org.interweave.learn.nn.Dropout;
import org.interweave.learn.nn.FeedForward;
import org.interweave.learn.nn.SwiGlu;
import org.interweave.learn.torch.Parameters;

/** The feed-forward layer of a stream. */
public enum Ffn {
    /** W2 relu(W1 x + b1) + b2, as wide inside as outside. */
    RELU {
        @Override
        UnaryOperator<Tensor> build(Parameters.Scope scope, int width) {
            FeedForward layer = new FeedForward(scope.child("ffn"), width, width, FeedForward.Activation.RELU);
            return x -> layer.forward(x, Dropout.off());
        }
    },
    /** MERIT's expert: without bias, 8/3 of the width inside, rounded down to a multiple of 8. */
    SWIGLU {
        @Override
        UnaryOperator<Tensor> build(Parameters.Scope scope, int width) {
            SwiGlu layer = new SwiGlu(scope, List.of("ffn"), width, Math.max(8, 8 * width / 3 / 8 * 8));
            return x -> layer.forward(x).get(0);
        }
    };

    abstract UnaryOperator<Tensor> build(Parameters.Scope scope, int width);
}
