package org.interweave.prep;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.regex.Pattern;

/**
 * What DuckDB may use.
 *
 * @param memory limit of its buffers, as it takes it: "4GB"; beyond it steps go to disk. The process stays 0.3 to 0.4 GB above.
 * @param threads at least 1
 */
public record DuckSettings(String memory, int threads) {
    private static final Pattern MEMORY = Pattern.compile("(?i)[0-9]+([.][0-9]+)?\\s*[KMGT]i?B");
    private static final long LARGEST_DEFAULT_MB = 4000;

    public DuckSettings {
        if (!MEMORY.matcher(memory).matches())
            throw new IllegalArgumentException(
                    "--memory '" + memory + "': expected a number with a unit, e.g. 4GB or 500MB");
        if (threads < 1) throw new IllegalArgumentException("threads (" + threads + ") must be at least 1");
    }

    /** All cores, and 4 GB or half of the machine's memory where that is less. */
    public static DuckSettings forThisMachine() {
        long half =
                ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize() / 2_000_000;
        return new DuckSettings(
                Math.min(LARGEST_DEFAULT_MB, half) + "MB", Runtime.getRuntime().availableProcessors());
    }

    public DuckSettings withMemory(String other) {
        return new DuckSettings(other, threads);
    }
}
