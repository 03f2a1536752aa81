package org.interweave.learn.torch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.Supplier;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.openblas.global.openblas;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** What holds for all of libtorch in this process: that it is loaded, its threads, the precision of products, the state of its random generator. */
public final class Libtorch {
    private static volatile Precision precision = Precision.HIGHEST;

    /** Medium precision on a CPU whose bfloat16 instructions need operands of that type. */
    private static volatile boolean explicitBfloat16;

    private static int blasThreads = -1;
    /** Where a thread's products differ from the process's. */
    private static final ThreadLocal<Boolean> OWN_BFLOAT16 = new ThreadLocal<>();

    private Libtorch() {}

    /** Loads libtorch once and sets the thread counts; later calls cost nothing. */
    public static void load() {
        Loaded.ensure();
    }

    /**
     * Starts to load libtorch on another thread, which takes longer than all else that opening a model does. Closing waits for the end, so that a process that gives up
     * meanwhile does not end in the middle of it; what went wrong is told by the first use.
     */
    public static AheadOfUse loadAhead() {
        Thread thread = new Thread(Libtorch::tryToLoad, "libtorch");
        thread.setDaemon(true);
        thread.start();
        return () -> {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        };
    }

    private static void tryToLoad() {
        try {
            Natives.load();
        } catch (RuntimeException | LinkageError e) {
            // the first use tries again and says so
        }
    }

    /** Loading under way. */
    public interface AheadOfUse extends AutoCloseable {
        @Override
        void close();
    }

    private static final class Loaded {
        static {
            Natives.load();
            int cores = Runtime.getRuntime().availableProcessors();
            torch.set_num_threads(cores);
            openblas.blas_set_num_threads(cores);
        }

        static void ensure() {}
    }

    /** Sets the precision of matrix products for the whole process. */
    public static void precision(Precision precision) {
        load();
        Libtorch.precision = precision;
        explicitBfloat16 = precision == Precision.MEDIUM && !Processor.hasAmx() && Processor.hasAvx512Bf16();
        // Products narrow their operands themselves then; libtorch's switch would only slow the small products inside
        // attention.
        Precision libtorch = explicitBfloat16 ? Precision.HIGHEST : precision;
        torch.globalContext().setFloat32MatmulPrecision(libtorch.libtorchName);
        threads(torch.get_num_threads());
    }

    /** Whether the factors of products are rounded to bfloat16. */
    public static boolean roundsFactors() {
        return precision == Precision.MEDIUM;
    }

    /** Threads of one operation; 0 means one per core. */
    public static void threads(int count) {
        load();
        int threads = count == 0 ? Runtime.getRuntime().availableProcessors() : count;
        torch.set_num_threads(threads);
        // OpenBLAS is left with the small products inside attention, which are spread over threads already.
        blasThreads(explicitBfloat16 ? 1 : threads);
    }

    /** It looks for every BLAS there is each time, which takes as long as a small product. */
    private static synchronized void blasThreads(int count) {
        if (count == blasThreads) {
            return;
        }
        try (PointerScope scope = new PointerScope()) { // it leaves a native object behind
            openblas.blas_set_num_threads(count);
            blasThreads = count;
        }
    }

    public static int threads() {
        load();
        return torch.get_num_threads();
    }

    /** The instruction set libtorch's own kernels chose, such as AVX512. */
    public static String cpuCapability() {
        load();
        return torch.get_cpu_capability().getString();
    }

    /** The version of the JavaCPP presets, which begins with libtorch's own. */
    public static String version() {
        String version = Tensor.class.getPackage().getImplementationVersion();
        return version == null ? "unknown version" : version;
    }

    /** Where the native libraries were unpacked to. */
    public static String nativeCache() {
        try {
            return Loader.getCacheDir().toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Native objects alive right now; constant over steps when nothing leaks. */
    public static long liveObjects() {
        return Pointer.totalCount();
    }

    /** Whether {@link Torch#narrow} changes anything in this thread. */
    static boolean narrows() {
        Boolean own = OWN_BFLOAT16.get();
        return own == null ? explicitBfloat16 : own;
    }

    /** Runs the body with {@link Torch#narrow} as it was when the parameters were frozen, whatever precision the process has by now. */
    public static <T> T asFrozen(Parameters parameters, Supplier<T> body) {
        if (!parameters.frozen()) {
            return body.get();
        }
        Boolean before = OWN_BFLOAT16.get();
        OWN_BFLOAT16.set(parameters.narrowed());
        try {
            return body.get();
        } finally {
            OWN_BFLOAT16.set(before);
        }
    }

    /** Makes new random initial values repeatable. */
    public static void seed(long seed) {
        load();
        torch.manual_seed(seed);
    }
}
