package org.interweave.core.data;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.interweave.core.io.AtomicFile;

/** A new file of little-endian numbers or UTF-8 text, on the disk once {@link #finish} returns; closing without it gives the content up. */
final class SyncedFile implements AutoCloseable {
    private static final int BUFFER = 1 << 18;

    private final Path file;
    private final FileChannel channel;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER).order(ByteOrder.LITTLE_ENDIAN);
    private final CharsetEncoder encoder = StandardCharsets.UTF_8.newEncoder();

    SyncedFile(Path file) throws IOException {
        this.file = file;
        channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    }

    void putInt(int value) throws IOException {
        room(Integer.BYTES).putInt(value);
    }

    void putLong(long value) throws IOException {
        room(Long.BYTES).putLong(value);
    }

    /** Half a surrogate pair is an error, not a question mark: two ids must not become one. */
    void putText(String text) throws IOException {
        ByteBuffer bytes = encoder.encode(CharBuffer.wrap(text));
        while (bytes.hasRemaining()) {
            int length = Math.min(bytes.remaining(), BUFFER);
            room(length).put(buffer.position(), bytes, bytes.position(), length);
            buffer.position(buffer.position() + length);
            bytes.position(bytes.position() + length);
        }
    }

    void finish() throws IOException {
        drain();
        try {
            channel.force(true);
        } catch (IOException e) {
            throw AtomicFile.named(file, e);
        }
        channel.close();
    }

    private ByteBuffer room(int bytes) throws IOException {
        if (buffer.remaining() < bytes) {
            drain();
        }
        return buffer;
    }

    private void drain() throws IOException {
        buffer.flip();
        try {
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
        } catch (IOException e) {
            throw AtomicFile.named(file, e);
        }
        buffer.clear();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
