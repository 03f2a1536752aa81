package org.interweave.core.prep;

/** A SQL engine could not run a statement; the message is one line, fit to print. */
public final class EngineException extends RuntimeException {
    /** What stopped the engine, as far as its message tells. */
    public enum Cause {
        /** The rows, or how they are written; the files are worth a second look. */
        INPUT,
        /** Memory or disk ran out; the files are not to blame. */
        RESOURCES
    }

    private static final long serialVersionUID = 1;
    private final Cause kind;

    public EngineException(Cause kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public Cause kind() {
        return kind;
    }
}
