package org.interweave.core.io;

/** Another process holds what this one needs. */
public final class BusyException extends RuntimeException {
    public BusyException(String message) {
        super(message);
    }
}
