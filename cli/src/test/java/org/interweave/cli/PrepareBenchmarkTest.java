package org.interweave.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.interweave.core.data.Dataset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The benchmark of prepare stays runnable, and its page says what its records say. */
class PrepareBenchmarkTest {
    private static final Path BENCHMARK =
            Path.of("..", "benchmarks", "prepare").toAbsolutePath().normalize();

    @TempDir
    private Path folder;

    @Test
    void generatedLogsDependOnTheSeedAloneAndSurviveTheFilters() throws Exception {
        byte[] first = generate("a", "20000", "7", "plain", "amazon");
        assertArrayEquals(first, generate("b", "20000", "7", "plain", "amazon"));
        assertArrayEquals(first, generate("c", "20000", "7", "gzip", "amazon"));
        assertFalse(Arrays.equals(first, generate("d", "20000", "8", "plain", "amazon")));
        StringWriter err = new StringWriter();
        int code = Main.run(
                new String[] {
                    "prepare",
                    "--domain=books=" + folder.resolve("a/books.csv"),
                    "--domain=films=" + folder.resolve("a/films.csv"),
                    "--out=" + folder.resolve("dataset")
                },
                new PrintWriter(new StringWriter()),
                new PrintWriter(err));
        assertEquals(0, code, err.toString());
        assertTrue(Dataset.open(folder.resolve("dataset")).sequences().users() > 50);
    }

    @Test
    void thePageIsRenderedFromTheRecords() throws Exception {
        Files.createDirectories(folder.resolve("records"));
        Files.copy(BENCHMARK.resolve("README.md"), folder.resolve("README.md"));
        try (var records = Files.list(BENCHMARK.resolve("records"))) {
            for (Path record : records.toList())
                Files.copy(record, folder.resolve("records").resolve(record.getFileName()));
        }
        run("Render.java", folder.toString());
        assertEquals(Files.readString(BENCHMARK.resolve("README.md")), Files.readString(folder.resolve("README.md")));
    }

    private byte[] generate(String name, String rows, String seed, String form, String ids) throws Exception {
        Path out = folder.resolve(name);
        run("Generate.java", out.toString(), rows, seed, form, ids);
        if (form.equals("plain")) return Files.readAllBytes(out.resolve("books.csv"));
        try (InputStream in = new GZIPInputStream(Files.newInputStream(out.resolve("books.csv.gz")))) {
            return in.readAllBytes();
        }
    }

    private static void run(String source, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                BENCHMARK.resolve(source).toString()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes());
        assertEquals(0, process.waitFor(), said);
    }
}
