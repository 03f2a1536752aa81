package org.interweave.lab.report;

import java.util.Locale;

/** How numbers are written for people. */
public final class Numbers {
    private static final double SMALLEST_P = 0.0001;

    private Numbers() {}

    /** Four decimals, as the paper prints them. */
    public static String four(double value) {
        return minus(String.format(Locale.ROOT, "%.4f", value));
    }

    /** Four decimals with a sign. */
    public static String signed(double value) {
        return minus(String.format(Locale.ROOT, "%+.4f", value));
    }

    public static String p(double value) {
        return value < SMALLEST_P ? "< 0.0001" : four(value);
    }

    public static String count(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    /** Hours and minutes, or minutes and seconds below an hour. */
    public static String duration(double seconds) {
        long whole = Math.round(seconds);
        return whole >= 3600
                ? String.format(Locale.ROOT, "%d h %02d min", whole / 3600, whole % 3600 / 60)
                : String.format(Locale.ROOT, "%d min %02d s", whole / 60, whole % 60);
    }

    public static String gigabytes(long bytes) {
        return String.format(Locale.ROOT, "%.1f GB", bytes / 1e9);
    }

    private static String minus(String text) {
        return text.replace('-', '−');
    }
}
