package org.interweave.benchmarks.padded;

import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.interweave.learn.torch.Parameters;

/** A model's parameters under their public names, each a tensor of its own with a gradient of its own. */
public final class Weights {
    private final Map<String, Tensor> tensors = new LinkedHashMap<>();

    /** Copies of a model's weights. Outside any step. */
    public Weights(Parameters parameters) {
        parameters.named().forEach((name, tensor) -> {
            Tensor copy = tensor.detach().clone();
            copy.requires_grad_(true);
            tensors.put(name, copy);
        });
    }

    Tensor get(String name) {
        Tensor tensor = tensors.get(name);
        if (tensor == null) {
            throw new IllegalArgumentException("no parameter " + name + ". Known: " + tensors.keySet());
        }
        return tensor;
    }

    /** By name, live. */
    public Map<String, Tensor> tensors() {
        return tensors;
    }

    /** All of them, for an optimiser. */
    public TensorVector vector() {
        return new TensorVector(tensors.values().toArray(new Tensor[0]));
    }
}
