package org.interweave.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** How many cores other processes, and other guests of the machine, kept busy since this was made: a measurement is worth little where that is far from 0. */
final class OtherLoad {
    private static final Path STAT = Path.of("/proc/stat");

    private final Ticks before = Ticks.now();
    private final long ownBefore = ownNanos();
    private final long start = System.nanoTime();

    OtherLoad() throws IOException {}

    /** Clock ticks of all cores since the machine was started. */
    record Ticks(long busy, long all, int cores) {
        static Ticks now() throws IOException {
            return Files.isReadable(STAT) ? of(Files.readAllLines(STAT)) : new Ticks(0, 0, 1);
        }

        /** From the lines of /proc/stat; its columns are user, nice, system, idle, iowait, irq, softirq, steal, and twice guest time that user has already. */
        static Ticks of(List<String> lines) {
            long[] columns = Arrays.stream(lines.get(0).strip().split("\\s+"))
                    .skip(1)
                    .limit(8)
                    .mapToLong(Long::parseLong)
                    .toArray();
            long all = Arrays.stream(columns).sum();
            int cores = (int) lines.stream().filter(l -> l.matches("cpu\\d.*")).count();
            return new Ticks(all - columns[3] - columns[4], all, cores);
        }
    }

    /** Cores; 0 where the system does not tell. */
    double cores() throws IOException {
        return others(before, Ticks.now(), (ownNanos() - ownBefore) / (double) (System.nanoTime() - start));
    }

    /** @param own cores that this process kept busy */
    static double others(Ticks before, Ticks after, double own) {
        long all = after.all - before.all;
        return all == 0 ? 0 : Math.max(0, after.cores * (double) (after.busy - before.busy) / all - own);
    }

    private static long ownNanos() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
    }
}
