package org.interweave.learn.model.merit;

import java.util.function.BinaryOperator;
import org.bytedeco.pytorch.Tensor;

/** What a domain's state takes from the merged branch in its loss and in scoring. */
enum Residual {
    /** final_k + stopgrad(final_M): the domain learns the residual only. */
    STOPPED((domain, mixed) -> domain.add(mixed.detach())),
    /** RL1. */
    FLOWING(Tensor::add),
    /** RL2. */
    ABSENT((domain, mixed) -> domain);

    private final BinaryOperator<Tensor> combine;

    Residual(BinaryOperator<Tensor> combine) {
        this.combine = combine;
    }

    /** @shape both [n, d] → [n, d] */
    Tensor combine(Tensor domain, Tensor mixed) {
        return combine.apply(domain, mixed);
    }
}
