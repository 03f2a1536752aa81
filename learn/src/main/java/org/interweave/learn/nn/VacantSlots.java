package org.interweave.learn.nn;

/**
 * Whether slots of the window that hold no token take part in attention as keys.
 *
 * <p>A vacant slot is a zero vector, so its key and value are the projections' biases; n of them are exactly one extra key whose logit is raised by ln n.
 */
public enum VacantSlots {
    /** As in the published code. */
    VISIBLE,
    /** Only tokens are keys. */
    HIDDEN
}
