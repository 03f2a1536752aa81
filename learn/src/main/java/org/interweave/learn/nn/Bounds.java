package org.interweave.learn.nn;

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

    /** Widths and heads of attention. */
    public static void attention(int width, int heads) {
        atLeast(1, "width", width);
        atLeast(1, "heads", heads);
        if (width % heads != 0) {
            throw new IllegalArgumentException("heads (" + heads + ") must divide width (" + width + ")");
        }
    }

    /** A width of which 0 stands for the usual one. */
    public static void orDefault(String name, int value, String usual) {
        require(value >= 0, name, value, "0 (" + usual + ") or more");
    }

    /** A share of a whole. */
    public static void share(String name, double value) {
        require(value >= 0 && value <= 1, name, value, "in 0..1");
    }

    private static void require(boolean condition, String name, Number value, String expected) {
        if (!condition) {
            throw new IllegalArgumentException(name + " (" + value + ") must be " + expected);
        }
    }
}
