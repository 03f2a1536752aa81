package org.interweave.benchmarks;

import org.interweave.core.batch.NextItemBatch;

/** An implementation of the training step. */
interface TrainingStep {
    /** One step of the optimiser on a batch. */
    void run(NextItemBatch batch, int number, Laps laps);

    /** The loss of a batch without dropout and without a trace: equal for all implementations that compute the same. */
    double lossWithoutDropout(NextItemBatch batch);

    /** How many numbers are learned. */
    long parameters();
}
