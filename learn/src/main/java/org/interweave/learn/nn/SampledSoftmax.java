package org.interweave.learn.nn;

import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.interweave.core.batch.Targets;

/**
 * InfoNCE over a positive and sampled negatives, with its gradient, without ever holding the candidates' vectors: at 256 negatives per token those would be gigabytes.
 *
 * <p>-log( exp(h.e+ / tau) / sum over {e+} and E- of exp(h.e / tau) )
 *
 * @paper §4.5, Eq. 13
 */
public interface SampledSoftmax {
    /**
     * Rows with a target each.
     *
     * @param states [t, d]
     * @param targets positives [t], negatives [t, n], weights [t]; its row indices are not looked at
     */
    record Term(Tensor states, Targets targets) {}

    /**
     * @param losses per term: sum over rows of weight times negative log-probability
     * @param stateGradients per term [t, d]
     * @param tableGradient [V + 1, d], over all terms
     */
    record Result(List<Double> losses, List<Tensor> stateGradients, Tensor tableGradient) {}

    /** Losses and gradients of all terms against one table [V + 1, d]. Inside a step; adds nothing to the autograd graph. */
    Result of(Tensor table, List<Term> terms, double temperature);
}
