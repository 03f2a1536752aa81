package org.interweave.core.prep;

import java.util.OptionalLong;
import java.util.regex.Pattern;

/** Reads a timestamp's text by the rule of {@code prepare.sql}: a whole number, written plainly (1400457600) or as a decimal (1400457600.0, 1.4e9). */
final class Timestamps {
    private static final Pattern PLAIN = Pattern.compile("-?[0-9]{1,19}");
    private static final Pattern DECIMAL =
            Pattern.compile("\\s*[+-]?[0-9]{1,20}(\\.[0-9]{0,20})?([eE][+-]?[0-9]{1,2})?\\s*");
    private static final double EXACT_IN_DOUBLE = 9e15;

    private Timestamps() {}

    /** The number, or empty if the text is none, is not whole or does not fit. */
    static OptionalLong whole(String text) {
        if (PLAIN.matcher(text).matches()) {
            try {
                return OptionalLong.of(Long.parseLong(text));
            } catch (NumberFormatException tooLong) {
                return OptionalLong.empty();
            }
        }
        if (!DECIMAL.matcher(text).matches()) return OptionalLong.empty();
        double value = Double.parseDouble(text);
        boolean whole = Math.abs(value) < EXACT_IN_DOUBLE && Math.floor(value) == value;
        return whole ? OptionalLong.of((long) value) : OptionalLong.empty();
    }

    /** Why a text cannot be a timestamp of this unit, or null. */
    static String defect(String text, Resolution resolution) {
        if (text == null || text.isEmpty()) return "empty timestamp";
        OptionalLong value = whole(text);
        if (value.isEmpty()) return "timestamp is not a whole number: “" + TextLines.cut(text, 30) + "”";
        if (!resolution.fits(value.getAsLong()))
            return "timestamp " + text + " is not in " + resolution + ", as the others of its file are";
        return null;
    }
}
