package org.interweave.benchmarks;

/** The parts of a training step, in their order. */
public enum Phase {
    /** Making the batch: inputs, targets, negatives. */
    COLLATE,
    /** Eq. 1-12. */
    FORWARD,
    /** Eq. 13-16; the production path works out the loss's own gradients here too. */
    LOSS,
    BACKWARD,
    /** Clearing gradients and AdamW. */
    OPTIMISER
}
