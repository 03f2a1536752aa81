package org.interweave.prep;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** A temporary folder of one preparation; removed when closed and when the process is told to stop. */
final class SpillFolder implements AutoCloseable {
    private final Path path;
    private final Thread onStop = new Thread(this::delete, "remove spill folder");

    private SpillFolder(Path home) throws IOException {
        path = Files.createTempDirectory(home, ".interweave-spill-");
        Runtime.getRuntime().addShutdownHook(onStop);
    }

    /** Makes the folder in the nearest ancestor of {@code out} that exists: on the disk that must have room anyway. */
    static SpillFolder beside(Path out) throws IOException {
        Path home = out.toAbsolutePath().normalize().getParent();
        while (home != null && !Files.isDirectory(home)) home = home.getParent();
        if (home == null) throw new IllegalArgumentException("--out " + out + ": no folder of this path exists");
        if (!Files.isWritable(home))
            throw new IllegalArgumentException("--out " + out + ": may not write into " + home);
        return new SpillFolder(home);
    }

    /** Makes the folder in one that the user chose. */
    static SpillFolder in(Path home) throws IOException {
        if (!Files.exists(home))
            throw new IllegalArgumentException("--temp " + home + ": no such folder. Try: mkdir -p " + home);
        if (!Files.isDirectory(home)) throw new IllegalArgumentException("--temp " + home + ": not a folder");
        if (!Files.isWritable(home)) throw new IllegalArgumentException("--temp " + home + ": may not be written to");
        return new SpillFolder(home);
    }

    Path path() {
        return path;
    }

    @Override
    public void close() {
        delete();
        try {
            Runtime.getRuntime().removeShutdownHook(onStop);
        } catch (IllegalStateException stopping) {
            return; // The hook runs already and finds nothing to delete.
        }
    }

    private void delete() {
        if (!Files.exists(path)) return;
        try (Stream<Path> found = Files.walk(path)) {
            for (Path each : found.sorted(Comparator.reverseOrder()).toList()) Files.deleteIfExists(each);
        } catch (IOException e) {
            System.err.println("could not remove " + path + ": " + e.getMessage());
        }
    }
}
