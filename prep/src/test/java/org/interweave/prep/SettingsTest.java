package org.interweave.prep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoubleSupplier;
import java.util.stream.Stream;
import org.interweave.core.prep.ColumnChoice;
import org.interweave.core.prep.DomainFiles;
import org.interweave.core.prep.EngineException;
import org.interweave.core.prep.Filters;
import org.interweave.core.prep.Preparation;
import org.interweave.core.prep.Source;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a user may set of the engine, and that it keeps to it. */
class SettingsTest {
    private static final int ROWS = 400_000;

    @TempDir
    Path folder;

    private Path temp;

    @BeforeEach
    void folders() throws IOException {
        temp = Files.createDirectory(folder.resolve("temp"));
    }

    @ParameterizedTest
    @CsvSource({
        "4GB,4000000000",
        "4g,4000000000",
        "4 gb,4000000000",
        "0.5G,500000000",
        "512MiB,536870912",
        "512mi,536870912",
        "30000k,30000000",
        "2T,2000000000000"
    })
    void memoryIsANumberWithAUnit(String text, long bytes) {
        assertEquals(bytes, new DuckSettings(text, 1).memoryBytes());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "4", "g", "-4g", "4gg", "1e3m", "80%", "4 g b", "0g", "0.0000001K"})
    void anythingElseIsRefused(String text) {
        assertTrue(message(() -> new DuckSettings(text, 1)).startsWith("--memory '" + text + "': "));
    }

    @Test
    void noMoreMemoryThanThereIs() {
        String message = message(() -> DuckSettings.forThisMachine().withMemory("999999T"));
        assertTrue(
                message.matches(
                        "--memory '999999T': this machine has [0-9.]+GB[.] Try: less; what does not fit goes to disk"),
                message);
        assertEquals("--threads (0) must be at least 1", message(() -> new DuckSettings("1g", 0)));
    }

    @Test
    void theEngineHoldsWhatWasSet() {
        List<String> held = new ArrayList<>();
        try (DuckRunner sql = new DuckRunner(temp, new DuckSettings("512MiB", 3))) {
            sql.forEach(
                    "SELECT current_setting('memory_limit'), CAST(current_setting('threads') AS VARCHAR), current_setting('temp_directory')",
                    row -> held.addAll(List.of(row.getString(0), row.getString(1), row.getString(2))));
        }
        assertEquals(List.of("512.0 MiB", "3", temp.toString()), held);
    }

    /** 800,000 rows outgrow 100 MB, so they have to go through the folder; the bytes that come out are the same. */
    @Test
    void littleMemorySpillsIntoTheFolderAndChangesNothing() throws IOException {
        List<DomainFiles> domains = List.of(domain("food", 3), domain("kitchen", 5));
        Map<String, String> inMemory = null;
        for (int threads : new int[] {1, 2, 3})
            for (String memory : List.of("1GB", "100MB")) {
                Path out = folder.resolve(memory + threads);
                long spilled = prepare(domains, out, new DuckSettings(memory, threads, Optional.of(temp)));
                if (memory.equals("1GB")) assertEquals(0, spilled, "with room nothing is spilled");
                else assertTrue(spilled > 1_000_000, "spilled " + spilled + " with " + threads + " threads");
                if (inMemory == null) inMemory = Workplace.contents(out);
                assertEquals(inMemory, Workplace.contents(out), memory + ", " + threads + " threads");
                assertEquals(List.of(), Workplace.names(temp), "left behind");
            }
    }

    @Test
    void tooLittleMemoryIsSaidInOneLine() throws IOException {
        List<DomainFiles> domains = List.of(domain("food", 3), domain("kitchen", 5));
        List<String> before = Workplace.names(folder);
        EngineException e = assertThrows(
                EngineException.class,
                () -> prepare(domains, folder.resolve("out"), new DuckSettings("1MB", 1, Optional.of(temp))));
        assertEquals(EngineException.Cause.RESOURCES, e.kind());
        assertTrue(
                e.getMessage().startsWith("DuckDB ran out of memory or disk (memory 1MB, spill folder in " + temp),
                e.getMessage());
        assertTrue(e.getMessage().endsWith(" Try: --memory with more, or --temp on a larger disk"), e.getMessage());
        assertEquals(1, e.getMessage().lines().count());
        assertEquals(before, Workplace.names(folder));
        assertEquals(List.of(), Workplace.names(temp));
    }

    @Test
    void theFolderMustBeOne() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");
        List<DomainFiles> domains = List.of(domain("food", 3), domain("kitchen", 5));
        Path none = folder.resolve("none");
        assertEquals(
                "--temp " + none + ": no such folder. Try: mkdir -p " + none,
                message(() -> prepare(domains, folder.resolve("out"), settings(none))));
        assertEquals(
                "--temp " + file + ": not a folder",
                message(() -> prepare(domains, folder.resolve("out"), settings(file))));
    }

    private static DuckSettings settings(Path temp) {
        return new DuckSettings("500MB", 1, Optional.of(temp));
    }

    /** @return the most bytes seen in the spill folder */
    private long prepare(List<DomainFiles> domains, Path out, DuckSettings settings) {
        long[] most = {0};
        double[] done = {0};
        Preparation.Listener listener = new Preparation.Listener() {
            @Override
            public void recognized(String domain, Source source) {
                most[0] = Math.max(most[0], bytes(temp));
            }

            @Override
            public void started(String step, DoubleSupplier share) {
                most[0] = Math.max(most[0], bytes(temp));
                assertTrue(share.getAsDouble() >= done[0], step);
                done[0] = share.getAsDouble();
            }
        };
        try {
            DuckPreparation.run(
                    new Preparation.Request(
                            domains, ColumnChoice.NONE, Filters.PAPER, out, Preparation.Existing.REFUSE),
                    settings,
                    listener);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return most[0];
    }

    private static long bytes(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.mapToLong(f -> f.toFile().isFile() ? f.toFile().length() : 0)
                    .sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Every user in both domains, 20 rows each, ids too long to be stored inline. */
    private DomainFiles domain(String name, int seed) throws IOException {
        Path file = folder.resolve(name + ".csv");
        if (!Files.exists(file)) {
            StringBuilder text = new StringBuilder();
            for (long i = 0; i < ROWS; i++)
                text.append("user-with-a-long-id-")
                        .append(i * 7919 % (ROWS / 20))
                        .append(',')
                        .append(name)
                        .append("-item-with-a-long-id-")
                        .append(i * 104_729 * seed % 4_001)
                        .append(",5.0,")
                        .append(1_400_000_000 + 86_400 * (i * 31 * seed % 900))
                        .append('\n');
            Files.writeString(file, text);
        }
        return new DomainFiles(name, List.of(file));
    }

    private static String message(org.junit.jupiter.api.function.Executable wrong) {
        return assertThrows(IllegalArgumentException.class, wrong).getMessage();
    }
}
