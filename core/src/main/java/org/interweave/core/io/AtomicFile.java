package org.interweave.core.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicLong;

/** Writes a file under a temporary name beside it, syncs and renames: a reader sees the old file or the whole new one. */
public final class AtomicFile {
    private static final AtomicLong COUNTER = new AtomicLong();

    private AtomicFile() {}

    /** Fills an open channel. */
    public interface ChannelWriter {
        void write(FileChannel channel) throws IOException;
    }

    /** Replaces the target with what the writer writes; on any failure the target stays as it was and nothing is left behind. */
    public static void writeWith(Path target, ChannelWriter writer) throws IOException {
        Path directory = target.toAbsolutePath().getParent();
        // Not createTempFile: its files are readable by their owner alone, and the target keeps that.
        String unique = ProcessHandle.current().pid() + "-" + COUNTER.incrementAndGet();
        Path temporary = directory.resolve("." + target.getFileName() + "." + unique + ".tmp");
        try {
            try (FileChannel channel = FileChannel.open(
                    temporary,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.TRUNCATE_EXISTING,
                    StandardOpenOption.WRITE)) {
                writer.write(channel);
                channel.force(true);
            }
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            syncDirectory(directory);
        } catch (FileSystemException e) {
            throw e; // names its file
        } catch (IOException e) {
            throw named(target, e);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    /** What the system says of a full disk does not name the file. */
    public static IOException named(Path file, IOException e) {
        IOException named = new FileSystemException(file.toString(), null, e.getMessage());
        named.initCause(e);
        return named;
    }

    /** Replaces the target with the text in UTF-8. */
    public static void writeString(Path target, String text) throws IOException {
        ByteBuffer bytes = StandardCharsets.UTF_8.encode(text);
        writeWith(target, channel -> {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        });
    }

    /** Makes renames in the directory durable, where the system lets a directory be synced. */
    public static void syncDirectory(Path directory) {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            // Some file systems refuse to open a directory; the rename itself is still atomic there.
        }
    }
}
