package org.interweave.benchmarks;

import java.util.Locale;

/** Where and when something was measured, as Markdown. */
final class Circumstances {
    private Circumstances() {}

    static String of(Machine m, String date, String commit) {
        return String.format(
                Locale.ROOT,
                "- %s, %d cores, %.0f GB, %s; Java %s; libtorch %s, %s kernels, bfloat16 by %s, %d threads, waiting %s; allocator %s; loss kernel %s.%n- Measured %s at commit %s.%n",
                m.cpu(),
                m.cores(),
                m.memoryBytes() / 1e9,
                m.system(),
                m.java(),
                m.libtorch(),
                m.kernels(),
                m.bfloat16(),
                m.threads(),
                m.openMpWaiting().toLowerCase(Locale.ROOT),
                m.allocator(),
                m.lossKernel(),
                date,
                commit);
    }
}
