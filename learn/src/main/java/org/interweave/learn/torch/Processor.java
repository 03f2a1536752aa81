package org.interweave.learn.torch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

/** What the CPU says it can do; on systems without /proc/cpuinfo nothing is known and nothing special is used. */
public final class Processor {
    private static final Set<String> FLAGS = flags();

    private Processor() {}

    /** Tile instructions: libtorch's medium precision multiplies 32-bit floats on them by itself. */
    public static boolean hasAmx() {
        return FLAGS.contains("amx_bf16");
    }

    /** Vector instructions for bfloat16, which need operands of that type. */
    public static boolean hasAvx512Bf16() {
        return FLAGS.contains("avx512_bf16");
    }

    public static boolean hasAvx512() {
        return FLAGS.contains("avx512f");
    }

    private static Set<String> flags() {
        try {
            return Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
                    .filter(line -> line.startsWith("flags"))
                    .limit(1)
                    .flatMap(line -> Arrays.stream(line.split("\\s+")))
                    .collect(Collectors.toSet());
        } catch (IOException e) {
            return Set.of();
        }
    }
}
