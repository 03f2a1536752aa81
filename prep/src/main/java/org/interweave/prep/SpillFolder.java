package org.interweave.prep;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** A temporary folder beside the result, on the disk that must have room anyway; removed when closed and when the process is told to stop. */
final class SpillFolder implements AutoCloseable {
    private final Path path;
    private final Thread onStop = new Thread(this::delete, "remove spill folder");

    /** Makes the folder in the nearest ancestor of {@code out} that exists. */
    SpillFolder(Path out) throws IOException {
        Path home = out.toAbsolutePath().normalize().getParent();
        while (home != null && !Files.isDirectory(home)) home = home.getParent();
        if (home == null) throw new IllegalArgumentException("--out " + out + ": no folder of this path exists");
        if (!Files.isWritable(home))
            throw new IllegalArgumentException("--out " + out + ": may not write into " + home);
        path = Files.createTempDirectory(home, ".interweave-spill-");
        Runtime.getRuntime().addShutdownHook(onStop);
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
