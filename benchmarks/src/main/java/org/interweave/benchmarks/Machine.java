package org.interweave.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.interweave.learn.nn.LossKernel;
import org.interweave.learn.torch.Libtorch;
import org.interweave.learn.torch.Processor;

/**
 * What a measurement ran on.
 *
 * @param bfloat16 how the CPU multiplies bfloat16
 * @param kernels the instruction set that libtorch's own kernels chose
 * @param threads of one libtorch operation
 * @param allocator file name of the one preloaded, or "system"
 * @param lossKernel who computes the sampled softmax
 */
public record Machine(
        String cpu,
        int cores,
        long memoryBytes,
        String system,
        String java,
        String libtorch,
        String kernels,
        String bfloat16,
        int threads,
        String openMpWaiting,
        String allocator,
        String lossKernel) {
    private static final List<String> ALLOCATORS = List.of("tcmalloc", "mimalloc", "jemalloc");

    /** This process's. */
    static Machine here() throws IOException {
        OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        return new Machine(
                firstOf(Path.of("/proc/cpuinfo"), "model name"),
                Runtime.getRuntime().availableProcessors(),
                system.getTotalMemorySize(),
                System.getProperty("os.name") + " " + System.getProperty("os.arch"),
                System.getProperty("java.version"),
                Libtorch.version(),
                Libtorch.cpuCapability(),
                Processor.hasAmx() ? "AMX" : Processor.hasAvx512Bf16() ? "AVX-512" : "none",
                Libtorch.threads(),
                System.getenv().getOrDefault("OMP_WAIT_POLICY", "default"),
                preloaded(),
                LossKernel.AUTO.resolve().name().toLowerCase(Locale.ROOT));
    }

    private static String preloaded() throws IOException {
        Path maps = Path.of("/proc/self/maps");
        if (!Files.isReadable(maps)) {
            return "unknown";
        }
        try (Stream<String> lines = Files.lines(maps)) {
            return lines.filter(l -> ALLOCATORS.stream().anyMatch(l::contains))
                    .map(l -> l.substring(l.lastIndexOf('/') + 1))
                    .findFirst()
                    .orElse("system");
        }
    }

    /** Largest resident memory of this process so far in bytes, native memory included; 0 where the system does not tell. */
    static long peakBytes() throws IOException {
        return kilobytes(firstOf(Path.of("/proc/self/status"), "VmHWM"));
    }

    /** What the system could give without swapping, in bytes; 0 where it does not tell. */
    static long availableBytes() throws IOException {
        return kilobytes(firstOf(Path.of("/proc/meminfo"), "MemAvailable"));
    }

    private static long kilobytes(String text) {
        return text.endsWith("kB")
                ? 1024 * Long.parseLong(text.replace("kB", "").strip())
                : 0;
    }

    /** What follows the colon of the first line of that name. */
    private static String firstOf(Path file, String name) throws IOException {
        if (!Files.isReadable(file)) {
            return "unknown";
        }
        try (Stream<String> lines = Files.lines(file)) {
            return lines.filter(l -> l.startsWith(name))
                    .map(l -> l.substring(l.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse("unknown");
        }
    }
}
