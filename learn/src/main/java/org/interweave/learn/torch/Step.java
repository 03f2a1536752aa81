package org.interweave.learn.torch;

import java.util.List;
import java.util.function.Supplier;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/**
 * The one native memory scope: a training step, a query batch, a request. Tensors created in the body die when it ends; only Java values leave it.
 *
 * <p>Parameters and optimiser state are created outside any step, because a step would free them.
 */
public final class Step {
    private static final ThreadLocal<Integer> DEPTH = ThreadLocal.withInitial(() -> 0);

    private Step() {}

    /** Runs the body with gradients recorded. */
    public static <T> T compute(Supplier<T> body) {
        DEPTH.set(DEPTH.get() + 1);
        try (PointerScope scope = new PointerScope()) {
            T result = body.get();
            if (result instanceof Pointer) {
                throw new IllegalStateException(
                        "a native " + result.getClass().getSimpleName() + " cannot leave its step: return Java values");
            }
            return result;
        } finally {
            DEPTH.set(DEPTH.get() - 1);
        }
    }

    /** Runs the body without recording gradients. */
    public static <T> T infer(Supplier<T> body) {
        return compute(() -> {
            try (NoGradGuard guard = new NoGradGuard()) {
                return body.get();
            }
        });
    }

    /** Frees large tensors before the step would; nobody may read them any more. */
    public static void free(List<Tensor> tensors) {
        tensors.forEach(Tensor::close);
    }

    static void requireNone(String what) {
        if (DEPTH.get() > 0) {
            throw new IllegalStateException(what + " must be created outside of a step, which would free it");
        }
    }
}
