package org.interweave.core.prep;

import java.math.BigDecimal;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/** Reads a timestamp's text by the rule of {@code prepare.sql}: a whole number, written plainly (1400457600) or as a decimal (1400457600.0, 1.4e9). */
final class Timestamps {
    private static final Pattern PLAIN = Pattern.compile("-?[0-9]{1,19}");
    private static final Pattern DECIMAL =
            Pattern.compile("\\s*[+-]?[0-9]{1,20}(\\.[0-9]{0,20})?([eE][+-]?[0-9]{1,2})?\\s*");
    private static final BigDecimal EXACT_IN_DOUBLE = new BigDecimal("9e15");

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
        BigDecimal value = new BigDecimal(text.strip());
        if (value.abs().compareTo(EXACT_IN_DOUBLE) >= 0
                || value.stripTrailingZeros().scale() > 0) return OptionalLong.empty();
        return OptionalLong.of(value.longValueExact());
    }

    /** Why a text cannot be a timestamp of this unit, or null. */
    static String defect(String text, Resolution resolution) {
        if (text == null || text.isEmpty()) return "empty timestamp";
        OptionalLong value = whole(text);
        if (value.isEmpty()) return "timestamp is not a whole number: “" + TextLines.cut(text, 30) + "”";
        if (!resolution.fits(value.getAsLong()))
            return "timestamp " + text + " is in another unit than the first ones of its file (" + resolution + ")";
        return null;
    }
}
