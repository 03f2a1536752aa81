package org.interweave.core.io;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keeps a directory to one writer at a time; the system frees it when the process ends, however it ends.
 *
 * <p>The lock file stays when its owner goes: one who opened it before a deletion would hold a file nobody sees while the next owner creates another.
 */
public final class DirectoryLock implements AutoCloseable {
    private static final String NAME = ".lock";
    /** Asked before the file: under POSIX a process that closes any descriptor of a file gives up all its locks on it. */
    private static final Set<Path> HELD_HERE = ConcurrentHashMap.newKeySet();

    private final Path directory;
    private final FileChannel channel;
    private boolean open = true;

    private DirectoryLock(Path directory, FileChannel channel) {
        this.directory = directory;
        this.channel = channel;
    }

    /** Takes the directory or throws {@link BusyException} at once. */
    public static DirectoryLock acquire(Path directory) throws IOException {
        Path real = directory.toRealPath();
        if (!HELD_HERE.add(real)) {
            throw busy(directory);
        }
        FileChannel channel = null;
        try {
            channel = FileChannel.open(real.resolve(NAME), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (channel.tryLock() == null) {
                throw busy(directory);
            }
            return new DirectoryLock(real, channel);
        } catch (IOException | RuntimeException e) {
            try (FileChannel refused = channel) {
                HELD_HERE.remove(real);
            }
            throw e;
        }
    }

    private static BusyException busy(Path directory) {
        return new BusyException(
                directory + ": another training writes here. Try: wait for it, stop it, or choose another --out");
    }

    @Override
    public synchronized void close() throws IOException {
        if (open) {
            open = false;
            channel.close();
            HELD_HERE.remove(directory);
        }
    }
}
