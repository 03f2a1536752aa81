package org.interweave.learn.train;

import org.interweave.core.metric.Evaluation;

/** What happens in a training, in order; see each record. Listeners run on the training thread. */
public sealed interface Event {

    /**
     * Training begins or goes on.
     *
     * @param parameters numbers the model learns
     * @param users users trained on
     * @param steps steps of an epoch
     * @param epoch epoch that comes next or is under way
     * @param step steps of it already done
     */
    record Started(String model, long parameters, int users, int steps, int epoch, int step) implements Event {}

    /** Something the user should know, in one line. */
    record Warned(String message) implements Event {}

    /** @param rate step size of the whole epoch */
    record EpochStarted(int epoch, int steps, double rate) implements Event {}

    /**
     * @param step from 1 to steps
     * @param tokens inputs of the batch
     * @param seconds from the end of the step before
     */
    record StepDone(int epoch, int step, int steps, double loss, int tokens, double seconds) implements Event {}

    /**
     * @param loss mean over the steps
     * @param seconds spent in the steps
     */
    record EpochDone(int epoch, double rate, int steps, double loss, long tokens, double seconds) implements Event {}

    /**
     * The model is being validated.
     *
     * @param users ranked so far, of all that are
     */
    record Validating(int users, int of) implements Event {}

    /**
     * @param counts false during the warm-up, when no model is kept and no patience is spent
     * @param best whether it is the best that counted so far
     * @param failures validations in a row without a new best
     */
    record Validated(int epoch, boolean counts, boolean best, int failures, Evaluation evaluation, double seconds)
            implements Event {}

    /** The model of this epoch is now the run's model. */
    record NewBest(int epoch, double score) implements Event {}

    /** Patience ran out once; the next epoch takes this step size. */
    record RateCut(int epoch, double rate) implements Event {}

    /** A checkpoint stands on disk: epochs completed, and steps of the one under way. */
    record Saved(int epochs, int step) implements Event {}

    /**
     * Training ended or was interrupted.
     *
     * @param finished whether nothing is left to do
     */
    record Stopped(boolean finished, String reason, int epoch, int bestEpoch, double bestScore) implements Event {}
}
