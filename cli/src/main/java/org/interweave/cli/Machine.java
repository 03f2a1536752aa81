package org.interweave.cli;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.interweave.learn.torch.Processor;

/** What this machine is, in words. */
final class Machine {
    private static final List<String> ALLOCATORS = List.of("tcmalloc", "mimalloc", "jemalloc");

    private Machine() {}

    /** One line for records. */
    static String describe() throws IOException {
        return cpu() + "; " + gigabytes(system().getTotalMemorySize()) + "; Java " + System.getProperty("java.version")
                + "; " + System.getProperty("os.name") + " " + System.getProperty("os.arch");
    }

    static String cpu() throws IOException {
        return model() + ", " + Runtime.getRuntime().availableProcessors() + " cores, " + instructions();
    }

    static String memory() {
        return gigabytes(system().getTotalMemorySize()) + " in all, " + gigabytes(system().getFreeMemorySize())
                + " free, Java heap up to " + gigabytes(Runtime.getRuntime().maxMemory());
    }

    /** The path of the allocator mapped into this process, empty for the system's own. */
    static String allocator() throws IOException {
        Path maps = Path.of("/proc/self/maps");
        if (!Files.isReadable(maps)) {
            return "";
        }
        try (Stream<String> lines = Files.lines(maps)) {
            return lines.filter(l -> ALLOCATORS.stream().anyMatch(l::contains))
                    .map(l -> l.substring(l.indexOf('/')))
                    .findFirst()
                    .orElse("");
        }
    }

    private static String instructions() {
        List<String> found = new ArrayList<>();
        if (Processor.hasAvx512()) {
            found.add("AVX-512");
        }
        if (Processor.hasAvx512Bf16()) {
            found.add("AVX-512 bfloat16");
        }
        if (Processor.hasAmx()) {
            found.add("AMX bfloat16");
        }
        return found.isEmpty() ? "neither AVX-512 nor AMX seen" : String.join(", ", found);
    }

    private static String model() throws IOException {
        Path info = Path.of("/proc/cpuinfo");
        if (!Files.isReadable(info)) {
            return "unknown CPU";
        }
        try (Stream<String> lines = Files.lines(info)) {
            return lines.filter(l -> l.startsWith("model name"))
                    .map(l -> l.substring(l.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse("unknown CPU");
        }
    }

    private static String gigabytes(long bytes) {
        return String.format(Locale.ROOT, "%.1f GB", bytes / 1e9);
    }

    private static OperatingSystemMXBean system() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    }
}
