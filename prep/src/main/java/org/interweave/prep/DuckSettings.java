package org.interweave.prep;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What DuckDB may use.
 *
 * @param memory limit of its buffers: "4GB", "4g" or "512MiB"; beyond it steps go to disk. The process stays 0.3 to 0.4 GB above.
 * @param threads at least 1
 * @param temp where steps that outgrow the memory go; empty: beside the result
 */
public record DuckSettings(String memory, int threads, Optional<Path> temp) {
    private static final Pattern MEMORY = Pattern.compile("([0-9]{1,9}(?:[.][0-9]{1,9})?)\\s*([KMGT])(I?)B?");
    private static final String UNITS = "KMGT";
    private static final long LARGEST_DEFAULT_MB = 4000;

    public DuckSettings {
        if (bytes(memory) < 1)
            throw new IllegalArgumentException("--memory '" + memory + "': must be more than nothing");
        if (threads < 1) throw new IllegalArgumentException("--threads (" + threads + ") must be at least 1");
    }

    public DuckSettings(String memory, int threads) {
        this(memory, threads, Optional.empty());
    }

    /** All cores, and 4 GB or half of the machine's memory where that is less. */
    public static DuckSettings forThisMachine() {
        return new DuckSettings(
                Math.min(LARGEST_DEFAULT_MB, machineBytes() / 2_000_000) + "MB",
                Runtime.getRuntime().availableProcessors());
    }

    /** @throws IllegalArgumentException if this machine has less, so that steps would be swapped or the process killed before anything goes to disk */
    public DuckSettings withMemory(String other) {
        if (bytes(other) > machineBytes())
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "--memory '%s': this machine has %.1fGB. Try: less; what does not fit goes to disk",
                    other,
                    machineBytes() / 1e9));
        return new DuckSettings(other, threads, temp);
    }

    public DuckSettings withThreads(int other) {
        return new DuckSettings(memory, other, temp);
    }

    public DuckSettings withTemp(Path folder) {
        return new DuckSettings(memory, threads, Optional.of(folder));
    }

    /** The limit in bytes; GB and G are powers of ten, GiB of two, as DuckDB has it. */
    long memoryBytes() {
        return bytes(memory);
    }

    private static long bytes(String memory) {
        Matcher m = MEMORY.matcher(memory.toUpperCase(Locale.ROOT));
        if (!m.matches())
            throw new IllegalArgumentException(
                    "--memory '" + memory + "': expected a number with a unit, e.g. 4GB or 500MB");
        BigDecimal unit = BigDecimal.valueOf(m.group(3).isEmpty() ? 1000 : 1024).pow(UNITS.indexOf(m.group(2)) + 1);
        return new BigDecimal(m.group(1))
                .multiply(unit)
                .min(BigDecimal.valueOf(Long.MAX_VALUE))
                .longValue();
    }

    private static long machineBytes() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
    }
}
