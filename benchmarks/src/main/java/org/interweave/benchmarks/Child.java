package org.interweave.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A process of the same JVM and options per measurement: its peak memory is the measurement's own, and nothing warmed up or left over favours the next. */
final class Child {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int ATTEMPTS = 3;
    /** In cores. */
    private static final double MOST_OTHER_LOAD = 0.2;

    private static final String NOTICE = "Using incubator modules";

    private Child() {}

    /** Has a task measured, again if others kept the machine busy: of at most {@link #ATTEMPTS} measurements the least disturbed one, not the fastest. */
    static Measurement measure(Task task, PrintStream progress) throws IOException {
        Measurement best = once(task, progress);
        for (int attempt = 2; attempt <= ATTEMPTS && best.otherLoad() > MOST_OTHER_LOAD; attempt++) {
            progress.printf(
                    Locale.ROOT,
                    "  others kept %.1f cores busy: measuring again (%d of %d)%n",
                    best.otherLoad(),
                    attempt,
                    ATTEMPTS);
            Measurement next = once(task, progress);
            best = next.otherLoad() < best.otherLoad() ? next : best;
        }
        return best;
    }

    private static Measurement once(Task task, PrintStream progress) throws IOException {
        Path file = Files.createTempFile("interweave-benchmark", ".task.json");
        try {
            JSON.writeValue(file.toFile(), task);
            return run(Measurement.class, progress, "measure", file.toString());
        } finally {
            Files.deleteIfExists(file);
        }
    }

    /** Runs a command of {@link Main} that writes one value as JSON to the file named by its last argument. */
    static <T> T run(Class<T> type, PrintStream progress, String... command) throws IOException {
        Path result = Files.createTempFile("interweave-benchmark", ".result.json");
        try {
            List<String> line = commandLine();
            line.addAll(List.of(command));
            line.add(result.toString());
            Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
            Thread stop = new Thread(process::destroy);
            Runtime.getRuntime().addShutdownHook(stop);
            copy(process, progress);
            int code = process.waitFor();
            Runtime.getRuntime().removeShutdownHook(stop);
            if (code != 0) {
                throw new IOException("the measuring process ended with exit code " + code
                        + (code == 137 ? ": most likely it ran out of memory" : ""));
            }
            return JSON.readValue(result.toFile(), type);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while measuring", e);
        } finally {
            Files.deleteIfExists(result);
        }
    }

    private static List<String> commandLine() {
        List<String> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        line.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        line.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
        return line;
    }

    private static void copy(Process process, PrintStream progress) throws IOException {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!line.contains(NOTICE)) {
                    progress.println(line);
                }
            }
        }
    }
}
