package org.interweave.learn.model;

/** What settings of every model must keep to; a message names the setting, its value and what is expected. */
public final class Bounds {
    private Bounds() {}

    /** A dropout probability. */
    public static void probability(String name, double value) {
        require(value >= 0 && value < 1, name, value, "in 0..1, 1 left out");
    }

    /** A finite number above zero. */
    public static void positive(String name, double value) {
        require(value > 0 && value < Double.POSITIVE_INFINITY, name, value, "above 0");
    }

    /** A finite number, zero or above: the weight of a part of a loss. */
    public static void weight(String name, double value) {
        require(value >= 0 && value < Double.POSITIVE_INFINITY, name, value, "0 or more");
    }

    public static void atLeast(int least, String name, int value) {
        require(value >= least, name, value, "at least " + least);
    }

    private static void require(boolean condition, String name, Number value, String expected) {
        if (!condition) {
            throw new IllegalArgumentException(name + " (" + value + ") must be " + expected);
        }
    }
}
