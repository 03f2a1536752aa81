package org.interweave.core.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {
    @TempDir
    Path folder;

    @Test
    void textReplacesTheOldFile() throws IOException {
        Path file = folder.resolve("a.txt");
        AtomicFile.writeString(file, "a long first text");
        AtomicFile.writeString(file, "naïve ☃ 𝄞");
        assertEquals("naïve ☃ 𝄞", Files.readString(file));
        assertEquals(List.of("a.txt"), names());
    }

    @Test
    void failingWriterLeavesTheOldContentAndNoTemporaryFile() throws IOException {
        Path file = folder.resolve("a.txt");
        AtomicFile.writeString(file, "old");
        IOException full = assertThrows(
                IOException.class,
                () -> AtomicFile.writeWith(file, channel -> {
                    channel.write(ByteBuffer.wrap(new byte[100]));
                    throw new IOException("No space left on device");
                }));
        assertEquals(file + ": No space left on device", full.getMessage());
        assertEquals("old", Files.readString(file));
        assertEquals(List.of("a.txt"), names());
    }

    @Test
    void failingWriterOfANewFileLeavesNothing() throws IOException {
        assertThrows(
                IllegalStateException.class,
                () -> AtomicFile.writeWith(folder.resolve("b"), channel -> {
                    throw new IllegalStateException("stop");
                }));
        assertEquals(List.of(), names());
    }

    @Test
    void readersSeeTheOldFileWhileTheNewOneIsWritten() throws IOException {
        Path file = folder.resolve("a.txt");
        AtomicFile.writeString(file, "old");
        AtomicFile.writeWith(file, channel -> {
            channel.write(ByteBuffer.wrap("new".getBytes()));
            assertEquals("old", Files.readString(file));
            assertEquals(2, names().size());
        });
        assertEquals("new", Files.readString(file));
    }

    @Test
    void aMissingDirectoryIsNamed() {
        Path file = folder.resolve("none").resolve("a.txt");
        NoSuchFileException e = assertThrows(NoSuchFileException.class, () -> AtomicFile.writeString(file, "x"));
        assertEquals(true, e.getMessage().contains("none"), e.getMessage());
    }

    @Test
    void digestsOfAFileAndItsBytesAreThePublishedOnes() throws IOException {
        String abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"; // FIPS 180-2, B.1
        AtomicFile.writeString(folder.resolve("abc"), "abc");
        assertEquals(abc, Digests.sha256(folder.resolve("abc")));
        assertEquals(abc, Digests.sha256("abc".getBytes()));
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(f -> f.getFileName().toString()).sorted().toList();
        }
    }
}
