package org.interweave.learn.model.dream;

/** What decides how much of an extract is let in. */
public enum Gate {
    /** One number per dimension. */
    VECTOR,
    /** One number for all of them. */
    SCALAR;

    int outputs(int width) {
        return this == VECTOR ? width : 1;
    }
}
