package org.interweave.core.metric;

/** A score or a loss that is not a finite number. It stops the run; it never becomes a rank. */
public final class NonFiniteException extends RuntimeException {
    public NonFiniteException(String message) {
        super(message);
    }
}
