package org.interweave.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.interweave.core.io.AtomicFile;

/** The folder of records, and what every record says of its circumstances. */
final class Records {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private Records() {}

    static Path folder(Path home) {
        return home.resolve("records");
    }

    /** Returns the file. */
    static Path write(Path home, String name, Object record) throws IOException {
        Path file = Files.createDirectories(folder(home)).resolve(name);
        AtomicFile.writeString(file, JSON.writeValueAsString(record) + "\n");
        return file;
    }

    /** All records whose name ends so, in the order of their names. */
    static <T> List<T> read(Path home, String suffix, Class<T> type) throws IOException {
        List<T> records = new ArrayList<>();
        if (!Files.isDirectory(folder(home))) {
            return records;
        }
        try (Stream<Path> files = Files.list(folder(home))) {
            for (Path file :
                    files.filter(f -> f.toString().endsWith(suffix)).sorted().toList()) {
                records.add(JSON.readValue(file.toFile(), type));
            }
        }
        return records;
    }

    static String today() {
        return LocalDate.now(ZoneOffset.UTC).toString();
    }

    /** "unknown" where git is not there. */
    static String commit(Path home) throws IOException {
        String commit = git(home, "rev-parse", "--short=12", "HEAD").strip();
        if (commit.isEmpty()) {
            return "unknown";
        }
        // Records and the page rendered from them do not change what was measured.
        String changes =
                git(home, "status", "--porcelain", "--", ":/", ":!/benchmarks/records", ":!/benchmarks/README.md");
        return changes.isBlank() ? commit : commit + "+changes";
    }

    private static String git(Path home, String... command) throws IOException {
        List<String> line = new ArrayList<>(List.of("git", "-C", home.toString()));
        line.addAll(List.of(command));
        try {
            Process process = new ProcessBuilder(line)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return process.waitFor() == 0 ? output : "";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } catch (IOException e) {
            return "";
        }
    }
}
