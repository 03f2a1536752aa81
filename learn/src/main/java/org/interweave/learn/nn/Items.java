package org.interweave.learn.nn;

import java.util.Optional;
import org.bytedeco.pytorch.Tensor;

/**
 * What states are compared with: score = state . vector + bias.
 *
 * @param vectors one per item [n, d]
 * @param bias one per item [n], in models that have it
 */
public record Items(Tensor vectors, Optional<Tensor> bias) {
    public static Items of(Tensor vectors) {
        return new Items(vectors, Optional.empty());
    }
}
