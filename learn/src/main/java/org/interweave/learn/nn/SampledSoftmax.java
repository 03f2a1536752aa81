package org.interweave.learn.nn;

import java.util.List;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import org.interweave.core.batch.Targets;

/**
 * InfoNCE over a positive and sampled negatives, with its gradient, without ever holding the candidates' vectors: at 256 negatives per token those would be gigabytes.
 *
 * <p>-log p, p = exp(h.e+ / tau) / sum over {e+} and E- of exp(h.e / tau); where items have a bias, h.e + bias takes the place of h.e.
 *
 * @paper MERIT §4.5, Eq. 13
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
     * @param temperature tau
     * @param focus gamma of the focal loss -(1 - p)^gamma log p, which turns away from rows that are right already; 0 is InfoNCE
     */
    record Form(double temperature, double focus) {
        /** InfoNCE. */
        public static Form of(double temperature) {
            return new Form(temperature, 0);
        }
    }

    /**
     * @param losses per term: sum over rows of weight times the row's loss
     * @param stateGradients per term [t, d]
     * @param vectorGradient [n, d], over all terms
     * @param biasGradient [n], where items have a bias
     */
    record Result(
            List<Double> losses, List<Tensor> stateGradients, Tensor vectorGradient, Optional<Tensor> biasGradient) {}

    /** Losses and gradients of all terms against the same items, whose rows are named by item id. Inside a step; adds nothing to the autograd graph. */
    Result of(Items items, List<Term> terms, Form form);

    /** What the focus multiplies a row's loss -log p and its slopes with. */
    record Focus(double loss, double slope) {
        static final Focus NONE = new Focus(1, 1);

        static Focus of(double gamma, double logProbability) {
            if (gamma == 0) {
                return NONE;
            }
            double miss = -Math.expm1(logProbability); // 1 - p
            if (miss <= 0) {
                return new Focus(0, 0);
            }
            double power = Math.pow(miss, gamma);
            return new Focus(power, power - gamma * power / miss * Math.exp(logProbability) * logProbability);
        }
    }
}
