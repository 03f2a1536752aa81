package org.interweave.learn.train;

/** A run that cannot go on: a loss that is no number, a full disk. The message is one line and says what to try. */
public final class RunFailedException extends RuntimeException {
    public RunFailedException(String message) {
        super(message);
    }

    public RunFailedException(String message, Throwable cause) {
        super(message, cause);
    }
}
