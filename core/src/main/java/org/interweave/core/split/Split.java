package org.interweave.core.split;

/** The held-out interactions: the newest is for test, the one before it for validation. */
public enum Split {
    VALIDATION,
    TEST
}
