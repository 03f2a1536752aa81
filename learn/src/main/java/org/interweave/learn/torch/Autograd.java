package org.interweave.learn.torch;

import java.util.List;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.GradMode;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/** Gradients: whether they are recorded, where they stand, how they begin to flow. */
public final class Autograd {
    private Autograd() {}

    /** Adds to the gradient of a parameter, as the backward pass does. */
    public static void add(Tensor parameter, Tensor gradient) {
        try (NoGradGuard guard = new NoGradGuard()) {
            Tensor present = parameter.grad();
            if (present.defined()) {
                present.add_(gradient);
            } else {
                parameter.mutable_grad().put(gradient);
            }
        }
    }

    /** Whether libtorch records what is done to the tensor, for a gradient to flow back. */
    public static boolean records(Tensor x) {
        return GradMode.is_enabled() && x.requires_grad();
    }

    /** The gradient of a parameter so far, zero if there was none, to be added to in place. */
    public static Tensor gradient(Tensor parameter) {
        if (!parameter.grad().defined()) {
            parameter.mutable_grad().put(torch.zeros_like(parameter));
        }
        return parameter.grad();
    }

    /** Continues the backward pass from several roots, each with the gradient that was computed for it. */
    public static void backward(List<Tensor> roots, List<Tensor> gradients) {
        torch.backward(
                new TensorVector(roots.toArray(new Tensor[0])),
                new TensorVector(gradients.toArray(new Tensor[0])),
                new BoolOptional(false),
                false,
                new TensorVector());
    }
}
