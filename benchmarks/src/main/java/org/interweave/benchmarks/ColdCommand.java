package org.interweave.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A whole {@code ./interweave recommend}, from the shell's call to the end of the process, in milliseconds. The first one, which may build, does not count; the others find
 * the files in the system's memory.
 *
 * @param times how many count
 */
public record ColdCommand(int times, double median, double least, double most) {
    private static final int TIMES = 7;

    /** @param launcher the project's {@code interweave} */
    static ColdCommand measure(Path launcher, Path run, String user, String domain) throws IOException {
        List<String> command = List.of(
                launcher.toString(), "recommend", run.toAbsolutePath().toString(), "--user", user, "--domain", domain);
        once(command);
        List<Double> millis = new ArrayList<>();
        for (int i = 0; i < TIMES; i++) {
            millis.add(once(command));
        }
        Spread spread = Spread.of(millis, Double::doubleValue);
        return new ColdCommand(TIMES, spread.median(), spread.least(), spread.most());
    }

    private static double once(List<String> command) throws IOException {
        long start = System.nanoTime();
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            int code = process.waitFor();
            if (code != 0) {
                throw new IOException(String.join(" ", command) + " ended with exit code " + code);
            }
        } catch (InterruptedException e) {
            process.destroy();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while measuring", e);
        }
        return (System.nanoTime() - start) / 1e6;
    }
}
