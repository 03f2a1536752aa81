package org.interweave.core.prep;

import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;

/** The unit of a file's timestamps, told by their size: a date between 1973 and 5138 has 9 to 11 digits in seconds, 12 to 14 in milliseconds, 15 to 17 in microseconds. */
public enum Resolution {
    SECONDS(1_000_000),
    MILLISECONDS(1_000),
    MICROSECONDS(1);

    /** Exclusive bound of a timestamp in microseconds, about the year 5138. */
    private static final long LARGEST_MICROS = 100_000_000_000_000_000L;
    /** Where microseconds stop being mistakable for milliseconds, March 1973. */
    private static final long SMALLEST_MICROS = 100_000_000_000_000L;

    private final long ticks;

    Resolution(long ticks) {
        this.ticks = ticks;
    }

    /** Microseconds per unit. */
    public long ticks() {
        return ticks;
    }

    /**
     * The unit that the middle one of some timestamps asks for; zeros and texts that are no numbers are passed over, and without any number it is seconds.
     *
     * @throws IllegalArgumentException if that one is too large for microseconds
     */
    public static Resolution of(List<String> timestamps) {
        long[] sizes = timestamps.stream()
                .map(Timestamps::whole)
                .filter(OptionalLong::isPresent)
                .mapToLong(v -> Math.abs(v.getAsLong()))
                .filter(size -> size != 0)
                .sorted()
                .toArray();
        if (sizes.length == 0) return SECONDS;
        long middle = sizes[(sizes.length - 1) / 2];
        for (Resolution r : values()) if (middle < LARGEST_MICROS / r.ticks) return r;
        throw new IllegalArgumentException(
                "timestamps like " + middle + " are not in seconds, milliseconds or microseconds since 1970");
    }

    /** Whether a value may be of this unit; smaller ones than a date of 1973 pass in seconds only, zero everywhere. */
    public boolean fits(long value) {
        if (value >= LARGEST_MICROS / ticks || value <= -LARGEST_MICROS / ticks) return false;
        return this == SECONDS || value == 0 || value >= SMALLEST_MICROS / ticks || value <= -SMALLEST_MICROS / ticks;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
