package org.interweave.lab.record;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.interweave.core.data.DataException;

/** The records of a directory. */
public final class Records {
    private Records() {}

    /**
     * A record and where it lies.
     *
     * @param name of the file, without the ending
     */
    public record Kept(Path file, String name, RunRecord record) {
        /** The rank of every test user's target. */
        public Outcomes outcomes() throws IOException {
            return Outcomes.read(file.resolveSibling(name + Outcomes.SUFFIX));
        }
    }

    /** All of them, by name; a directory that does not exist holds none. */
    public static List<Kept> in(Path directory) throws IOException {
        if (Files.exists(directory) && !Files.isDirectory(directory)) {
            throw new DataException(directory + ": a file, expected a directory of records");
        }
        if (!Files.exists(directory)) {
            return List.of();
        }
        List<Kept> kept = new ArrayList<>();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.filter(f -> f.toString().endsWith(RunRecord.SUFFIX))
                    .sorted()
                    .toList()) {
                String name = file.getFileName().toString();
                kept.add(new Kept(
                        file, name.substring(0, name.length() - RunRecord.SUFFIX.length()), RunRecord.read(file)));
            }
        }
        return kept;
    }

    /** Writes a record and its outcomes; the record comes last, so that it is there only if both are whole. */
    public static Path write(Path directory, String name, RunRecord record, Outcomes outcomes) throws IOException {
        Files.createDirectories(directory);
        outcomes.write(directory.resolve(name + Outcomes.SUFFIX));
        Path file = directory.resolve(name + RunRecord.SUFFIX);
        record.write(file);
        return file;
    }
}
