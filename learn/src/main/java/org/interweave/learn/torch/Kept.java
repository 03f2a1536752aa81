package org.interweave.learn.torch;

import java.util.function.Supplier;
import org.bytedeco.pytorch.Tensor;

/** What answers read and no user changes, worked out ahead of them: a tensor that outlives the step that computed it. */
public final class Kept {
    private final long[] shape;
    private volatile Tensor value; // none before the first update

    public Kept(long... shape) {
        this.shape = shape.clone();
    }

    /** Works it out anew, without a trace for the gradient. Not inside a step. */
    public void update(Supplier<Tensor> computation) {
        Step.requireNone("what answers read");
        if (value == null) {
            value = Torch.empty(shape);
        }
        Step.infer(() -> {
            Parameters.assign(value, computation.get());
            return null;
        });
    }

    public Tensor value() {
        if (value == null) {
            throw new IllegalStateException("the model answers only after it has been prepared");
        }
        return value;
    }
}
