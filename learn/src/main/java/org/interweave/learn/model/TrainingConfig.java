package org.interweave.learn.model;

import org.interweave.learn.nn.Meaning;
import org.interweave.learn.torch.Precision;

/**
 * How a model is trained, whichever model it is. Defaults are the paper's where it states them, otherwise its published code's.
 *
 * @param seed of everything random: initial weights, order of users, negatives, dropout
 * @param precision of matrix products
 * @param learningRate peak step size, reached after the warm-up
 * @param weightDecay decoupled: each step also takes learningRate * weightDecay of every weight
 * @param beta1 decay of Adam's mean of gradients
 * @param beta2 decay of Adam's mean of squared gradients
 * @param epsilon added to Adam's denominator
 * @param batchUsers users per step
 * @param warmupEpochs epochs in which the step size rises linearly; validation counts after them
 * @param patience validations in a row without a new best that are borne; the one after multiplies the step size, after as many again training ends
 * @param learningRateFactor what the step size is multiplied by
 * @param maxEpochs where training ends in any case
 * @param gradientClearing when gradients are set back to zero
 * @param threads of one tensor operation, 0 = one per core; another count may change the last bits of a result
 */
public record TrainingConfig(
        @Meaning("of everything random") long seed,

        @Meaning("of matrix products; medium: bfloat16 factors")
        Precision precision,

        @Meaning("peak rate, reached after the warm-up") double learningRate,

        @Meaning("share of a weight lost per step, times the rate")
        double weightDecay,

        @Meaning("decay of Adam's mean of gradients") double beta1,

        @Meaning("decay of Adam's mean of squared gradients")
        double beta2,

        @Meaning("added to Adam's denominator") double epsilon,
        @Meaning("users per step") int batchUsers,

        @Meaning("epochs of rising rate; validation counts after")
        int warmupEpochs,

        @Meaning(
                "validations in a row without a new best that are borne; then the rate falls, and after as many again training ends")
        int patience,

        @Meaning("what the rate is multiplied by when it falls")
        double learningRateFactor,

        @Meaning("where training ends in any case") int maxEpochs,
        @Meaning("when gradients are set back to zero") GradientClearing gradientClearing,

        @Meaning("of one tensor operation; 0 = one per core")
        int threads) {

    /** §5.1.4 and the published code, Food-Kitchen. */
    public static final TrainingConfig PAPER = new TrainingConfig(
            3407, Precision.MEDIUM, 1e-4, 5, 0.9, 0.999, 1e-8, 256, 10, 30, 0.4, 500, GradientClearing.EPOCH, 0);

    /** What the paper says of all systems alike; gradients are cleared at every step, which is where the systems' own papers agree. */
    public static final TrainingConfig BASELINE = new TrainingConfig(
            3407, Precision.MEDIUM, 1e-4, 5, 0.9, 0.999, 1e-8, 256, 10, 30, 0.3162, 500, GradientClearing.STEP, 0);

    public TrainingConfig {
        above("learningRate", learningRate, 0);
        require(weightDecay >= 0 && finite(weightDecay), "weightDecay", weightDecay, "0 or more");
        require(
                learningRate * weightDecay < 1,
                "weightDecay",
                weightDecay,
                "below 1 / learningRate = " + 1 / learningRate);
        require(beta1 >= 0 && beta1 < 1, "beta1", beta1, "in 0..1, 1 left out");
        require(beta2 >= 0 && beta2 < 1, "beta2", beta2, "in 0..1, 1 left out");
        above("epsilon", epsilon, 0);
        require(batchUsers >= 1, "batchUsers", batchUsers, "at least 1");
        require(warmupEpochs >= 0, "warmupEpochs", warmupEpochs, "0 or more");
        require(patience >= 0, "patience", patience, "0 or more");
        require(
                learningRateFactor > 0 && learningRateFactor <= 1,
                "learningRateFactor",
                learningRateFactor,
                "in 0..1, 0 left out");
        require(
                maxEpochs > warmupEpochs,
                "maxEpochs",
                maxEpochs,
                "more than warmupEpochs (" + warmupEpochs + "), because validation counts after the warm-up");
        require(threads >= 0, "threads", threads, "0 (one per core) or more");
    }

    /** A copy with another weight decay. */
    public TrainingConfig withWeightDecay(double other) {
        return with(other, learningRateFactor);
    }

    /** A copy with another factor of the rate. */
    public TrainingConfig withLearningRateFactor(double other) {
        return with(weightDecay, other);
    }

    private TrainingConfig with(double otherWeightDecay, double otherFactor) {
        return new TrainingConfig(
                seed,
                precision,
                learningRate,
                otherWeightDecay,
                beta1,
                beta2,
                epsilon,
                batchUsers,
                warmupEpochs,
                patience,
                otherFactor,
                maxEpochs,
                gradientClearing,
                threads);
    }

    private static void above(String name, double value, double bound) {
        require(value > bound && finite(value), name, value, "above " + bound);
    }

    private static boolean finite(double value) {
        return !Double.isNaN(value) && !Double.isInfinite(value);
    }

    private static void require(boolean condition, String name, Number value, String expected) {
        if (!condition) {
            throw new IllegalArgumentException(name + " (" + value + ") must be " + expected);
        }
    }
}
