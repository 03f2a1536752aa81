package org.interweave.learn.nn;

/** Who computes the sampled softmax. */
public enum LossKernel {
    /** The Vector API kernel where the module is there, libtorch otherwise. */
    AUTO,
    /** Java's Vector API; needs {@code --add-modules=jdk.incubator.vector}. */
    VECTOR,
    /** libtorch operators; slower, needs nothing. */
    TORCH;

    /** Whether this JVM was started with the Vector API. */
    public static boolean vectorAvailable() {
        return ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
    }

    /** The kernel this JVM will use. */
    public LossKernel resolve() {
        return this != AUTO ? this : vectorAvailable() ? VECTOR : TORCH;
    }

    public SampledSoftmax create() {
        LossKernel kernel = resolve();
        if (kernel == VECTOR && !vectorAvailable()) {
            throw new IllegalArgumentException("lossKernel is vector, but this JVM runs without the Vector API."
                    + " Try: start java with --add-modules=jdk.incubator.vector, or set lossKernel=auto");
        }
        return kernel == VECTOR ? new VectorSampledSoftmax() : new TorchSampledSoftmax();
    }
}
