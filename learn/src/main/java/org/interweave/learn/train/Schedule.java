package org.interweave.learn.train;

import java.util.Optional;
import org.interweave.learn.model.TrainingConfig;

/**
 * Where a training stands between two epochs: warm-up, best validation, patience. Immutable; {@link #after} is the only transition.
 *
 * @param epoch epochs completed
 * @param bestEpoch the epoch of the best validation that counts, 0 before the first
 * @param bestScore its score, 0 before the first
 * @param failures validations that counted since then
 * @param cuts how often the step size was multiplied by the factor
 */
public record Schedule(int epoch, int bestEpoch, double bestScore, int failures, int cuts) {
    private static final double FIRST_RATE = 1e-5;

    /** Before the first epoch. */
    public static Schedule start() {
        return new Schedule(0, 0, 0, 0, 0);
    }

    /** The step size of the next epoch: linear from 1e-5 of the peak up to it, then the peak, cut as often as patience ran out. */
    public double rate(TrainingConfig config) {
        if (epoch < config.warmupEpochs()) { // the next epoch is epoch + 1, and the first one counts as 0 on the way up
            return config.learningRate() * (FIRST_RATE + (1 - FIRST_RATE) * epoch / config.warmupEpochs());
        }
        double rate = config.learningRate();
        for (int i = 0; i < cuts; i++) {
            rate *= config.learningRateFactor();
        }
        return rate;
    }

    /** Whether the validation after the next epoch counts. */
    public boolean nextCounts(TrainingConfig config) {
        return epoch >= config.warmupEpochs();
    }

    /** The state after one more epoch with this validation score, which must be finite; during the warm-up the score changes nothing. */
    public Schedule after(double score, TrainingConfig config) {
        if (Double.isNaN(score) || Double.isInfinite(score)) {
            throw new IllegalArgumentException(
                    "validation score of epoch " + (epoch + 1) + " is " + score + ", expected a finite number");
        }
        if (!nextCounts(config)) {
            return new Schedule(epoch + 1, bestEpoch, bestScore, failures, cuts);
        }
        if (bestEpoch == 0 || score >= bestScore) {
            return new Schedule(epoch + 1, epoch + 1, score, 0, cuts);
        }
        boolean cut = failures + 1 == config.patience() + 1;
        return new Schedule(epoch + 1, bestEpoch, bestScore, failures + 1, cut ? cuts + 1 : cuts);
    }

    /** Whether the epoch just completed is the best so far. */
    public boolean isBest() {
        return epoch > 0 && bestEpoch == epoch;
    }

    /** Why there is no next epoch, or nothing if there is one. */
    public Optional<String> end(TrainingConfig config) {
        if (failures >= 2 * (config.patience() + 1)) {
            return Optional.of(failures + " validations in a row without a new best");
        }
        if (epoch >= config.maxEpochs()) {
            return Optional.of("maxEpochs (" + config.maxEpochs() + ") reached");
        }
        return Optional.empty();
    }
}
