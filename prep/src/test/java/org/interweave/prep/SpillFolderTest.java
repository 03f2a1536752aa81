package org.interweave.prep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;
import org.interweave.core.io.DirectoryLock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a preparation leaves beside its output. */
class SpillFolderTest {
    @TempDir
    private Path home;

    private Path folder(String name, Duration age) throws IOException {
        Path folder = Files.createDirectory(home.resolve(name));
        Files.writeString(folder.resolve("spilled"), "rows");
        Files.setLastModifiedTime(folder, FileTime.from(Instant.now().minus(age)));
        return folder;
    }

    @Test
    void nothingIsLeftWhenItIsClosed() throws IOException {
        try (SpillFolder spill = SpillFolder.in(home)) {
            assertTrue(Files.isDirectory(spill.path()));
            Files.writeString(spill.path().resolve("spilled"), "rows");
        }
        try (Stream<Path> left = Files.list(home)) {
            assertEquals(0, left.count());
        }
    }

    @Test
    void whatAKilledProcessLeftGoesAndWhatIsInUseStays() throws IOException {
        Path abandoned = folder(".interweave-spill-1", Duration.ofHours(1));
        Path used = folder(".interweave-spill-2", Duration.ofHours(1));
        Path fresh = folder(".interweave-spill-3", Duration.ofSeconds(1));
        Path other = folder("spill-4", Duration.ofHours(1));
        try (DirectoryLock owner = DirectoryLock.acquire(used)) {
            Files.setLastModifiedTime(
                    used, FileTime.from(Instant.now().minus(Duration.ofHours(1)))); // locking wrote into it
            SpillFolder.beside(home.resolve("data")).close();
        }
        assertFalse(Files.exists(abandoned));
        assertTrue(Files.exists(used.resolve("spilled")));
        assertTrue(Files.exists(fresh.resolve("spilled")));
        assertTrue(Files.exists(other.resolve("spilled")));
    }
}
