package org.interweave.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.interweave.core.data.DataException;
import org.interweave.core.data.Dataset;
import org.interweave.learn.nn.LossKernel;
import org.interweave.learn.torch.Libtorch;
import org.interweave.learn.torch.Processor;
import org.interweave.learn.train.TrainedRun;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Says what this machine offers and whether directories are sound. */
@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Reports Java, libtorch, CPU, memory and settings, and checks dataset and run directories. Made to be pasted into a report.")
public final class DoctorCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(arity = "0..*", paramLabel = "DIR", description = "Dataset or run directories to check.")
    private List<Path> directories = new ArrayList<>();

    private PrintWriter out;

    @Override
    public Integer call() throws IOException {
        out = spec.commandLine().getOut();
        line(
                "Java",
                System.getProperty("java.version") + ", " + System.getProperty("java.vendor") + ", "
                        + System.getProperty("java.home"));
        line(
                "system",
                System.getProperty("os.name") + " " + System.getProperty("os.version") + ", "
                        + System.getProperty("os.arch"));
        line("CPU", Machine.cpu());
        line("memory", Machine.memory());
        boolean loads = libtorch();
        line(
                "loss kernel",
                LossKernel.vectorAvailable()
                        ? "vector (Java Vector API)"
                        : "torch: this JVM runs without --add-modules=jdk.incubator.vector, training is slower");
        String allocator = Machine.allocator();
        line(
                "allocator",
                allocator.isEmpty()
                        ? "the system's. Try: install tcmalloc (such as the package libtcmalloc-minimal4): training gets faster and needs less memory"
                        : allocator);
        line(
                "OpenMP",
                "OMP_WAIT_POLICY=" + environment("OMP_WAIT_POLICY") + " GOMP_SPINCOUNT=" + environment("GOMP_SPINCOUNT")
                        + " OMP_NUM_THREADS=" + environment("OMP_NUM_THREADS"));
        openblas();
        boolean sound = true;
        for (Path directory : directories) {
            sound &= check(directory);
        }
        out.flush();
        return !loads ? 4 : sound ? 0 : 3;
    }

    /** Says it where the environment holds libtorch's 32-bit products back, which nothing else shows. */
    private void openblas() {
        String coreType = System.getenv("OPENBLAS_CORETYPE");
        if (coreType != null) {
            line(
                    "OpenBLAS",
                    "OPENBLAS_CORETYPE=" + coreType
                            + ": 32-bit products use that processor's instructions, whatever this one has. Try: unset OPENBLAS_CORETYPE");
        }
    }

    private boolean libtorch() {
        try {
            Libtorch.load();
            line(
                    "libtorch",
                    Libtorch.version() + ", " + Libtorch.cpuCapability() + " kernels, " + Libtorch.threads()
                            + " threads, natives in " + Libtorch.nativeCache());
            line("precision", "highest: 32-bit products; medium: " + medium());
            return true;
        } catch (UnsatisfiedLinkError | RuntimeException e) {
            line(
                    "libtorch",
                    "DOES NOT LOAD: " + e.getMessage() + ". Try: free space in " + System.getProperty("user.home")
                            + "/.javacpp, or delete it to unpack again");
            return false;
        }
    }

    private static String medium() {
        if (Processor.hasAmx()) {
            return "bfloat16 products on tiles (AMX)";
        }
        return Processor.hasAvx512Bf16()
                ? "bfloat16 products on AVX-512 vectors"
                : "no bfloat16 instructions here, no faster than highest";
    }

    private static String environment(String name) {
        return System.getenv().getOrDefault(name, "(not set)");
    }

    private boolean check(Path directory) throws IOException {
        try {
            line(directory.toString(), describe(directory));
            return true;
        } catch (DataException e) {
            line(directory.toString(), "NOT SOUND: " + e.getMessage());
            return false;
        }
    }

    private static String describe(Path directory) throws IOException {
        if (Files.exists(directory.resolve("run.json"))) {
            TrainedRun run = TrainedRun.open(directory);
            return "run of " + run.config().model() + ", sound; dataset "
                    + run.dataset().checksum();
        }
        Dataset dataset = Dataset.open(directory);
        return "dataset, sound: " + dataset.sequences().users() + " users, "
                + dataset.catalog().items() + " items, " + dataset.sequences().interactions() + " interactions; "
                + dataset.checksum();
    }

    private void line(String what, String found) {
        out.printf("%-12s %s%n", what, found);
    }
}
