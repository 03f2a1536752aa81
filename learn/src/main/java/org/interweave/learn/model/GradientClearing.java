package org.interweave.learn.model;

/** When gradients are set back to zero. */
public enum GradientClearing {
    /** Before every step: a step follows the gradient of its own batch. */
    STEP,
    /** Once at the start of an epoch, as the published code does: a step follows the sum of the epoch's gradients so far, a strong momentum under Adam. */
    EPOCH
}
