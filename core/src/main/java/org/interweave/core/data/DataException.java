package org.interweave.core.data;

/** Bad input data. The message is one line: where, what was found, what was expected, what to try. */
public class DataException extends RuntimeException {
    public DataException(String message) {
        super(message);
    }

    public DataException(String message, Throwable cause) {
        super(message, cause);
    }
}
