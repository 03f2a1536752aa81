package org.interweave.prep;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.interweave.core.io.BusyException;
import org.interweave.core.io.DirectoryLock;

/**
 * A temporary folder of one preparation; removed when closed and when the process is told to stop. What a process left that was killed is removed by
 * the next preparation that spills to the same place: its lock went with it.
 */
final class SpillFolder implements AutoCloseable {
    private static final String PREFIX = ".interweave-spill-";
    /** Spares a folder that another process has just made and not locked yet. */
    private static final Duration GRACE = Duration.ofMinutes(1);

    private final Path path;
    private final DirectoryLock lock;
    private final Thread onStop = new Thread(this::remove, "remove spill folder");

    private SpillFolder(Path home) throws IOException {
        removeAbandoned(home);
        path = Files.createTempDirectory(home, PREFIX);
        lock = DirectoryLock.acquire(path);
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

    private static void removeAbandoned(Path home) throws IOException {
        List<Path> folders;
        try (Stream<Path> found = Files.list(home)) {
            folders = found.filter(each -> each.getFileName().toString().startsWith(PREFIX))
                    .filter(Files::isDirectory)
                    .toList();
        }
        for (Path folder : folders) {
            try {
                Instant used = Files.getLastModifiedTime(folder).toInstant();
                if (used.isBefore(Instant.now().minus(GRACE))) {
                    DirectoryLock.acquire(folder).close();
                    delete(folder);
                }
            } catch (BusyException | NoSuchFileException inUseOrGone) {
                continue; // Its owner lives, or another process removed it first.
            }
        }
    }

    @Override
    public void close() {
        remove();
        try {
            Runtime.getRuntime().removeShutdownHook(onStop);
        } catch (IllegalStateException stopping) {
            return; // The hook runs already and finds nothing to delete.
        }
    }

    private void remove() {
        try {
            lock.close();
        } catch (IOException e) {
            System.err.println("could not unlock " + path + ": " + e.getMessage());
        }
        delete(path);
    }

    private static void delete(Path folder) {
        if (!Files.exists(folder)) return;
        try (Stream<Path> found = Files.walk(folder)) {
            for (Path each : found.sorted(Comparator.reverseOrder()).toList()) Files.deleteIfExists(each);
        } catch (IOException e) {
            System.err.println("could not remove " + folder + ": " + e.getMessage());
        }
    }
}
