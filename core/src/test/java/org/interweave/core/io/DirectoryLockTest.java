package org.interweave.core.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryLockTest {
    @TempDir
    Path folder;

    @Test
    void theSecondWriterIsRefusedUntilTheFirstIsDone() throws IOException {
        DirectoryLock first = DirectoryLock.acquire(folder);
        BusyException refused = assertThrows(BusyException.class, () -> DirectoryLock.acquire(folder));
        assertTrue(
                refused.getMessage().startsWith(folder + ": another training writes here. Try: "),
                refused.getMessage());
        first.close();
        DirectoryLock.acquire(folder).close();
    }

    @Test
    void anotherProcessIsRefused() throws Exception {
        try (DirectoryLock lock = DirectoryLock.acquire(folder)) {
            assertEquals(List.of("busy"), lines(start(1)));
        }
        assertEquals(List.of("taken"), lines(start(1)));
    }

    @Test
    void closingTwiceDoesNotFreeTheNextOwner() throws Exception {
        DirectoryLock lock = DirectoryLock.acquire(folder);
        lock.close();
        try (DirectoryLock next = DirectoryLock.acquire(folder)) {
            lock.close();
            assertThrows(BusyException.class, () -> DirectoryLock.acquire(folder));
            assertEquals(List.of("busy"), lines(start(1)));
        }
    }

    @Test
    void anotherNameOfTheDirectoryIsTheSameDirectory() throws Exception {
        Path link = Files.createSymbolicLink(folder.resolveSibling(folder.getFileName() + "-link"), folder);
        try (DirectoryLock lock = DirectoryLock.acquire(folder)) {
            assertThrows(BusyException.class, () -> DirectoryLock.acquire(link));
            assertEquals(List.of("busy"), lines(start(1)));
        } finally {
            Files.delete(link);
        }
    }

    @Test
    void theFileOfAKilledProcessDoesNotBlock() throws IOException {
        Files.writeString(folder.resolve(".lock"), "1 left by a process that was killed\n");
        DirectoryLock.acquire(folder).close();
    }

    @Test
    void aRefusedThreadDoesNotFreeWhatAnotherHolds() throws Exception {
        try (DirectoryLock lock = DirectoryLock.acquire(folder)) {
            assertThrows(BusyException.class, () -> DirectoryLock.acquire(folder));
            assertEquals(List.of("busy"), lines(start(1)));
        }
    }

    @Test
    void neverTwoOwnersHoweverTheyCrowd() throws Exception {
        List<Process> crowd = List.of(start(2_000), start(2_000), start(2_000));
        List<String> said = new ArrayList<>();
        for (Process process : crowd) {
            said.addAll(lines(process));
        }
        assertEquals(
                List.of(),
                said.stream()
                        .filter(line -> !line.equals("taken") && !line.equals("busy"))
                        .toList());
        assertTrue(said.contains("taken"));
    }

    private Process start(int times) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Taker.class.getName(),
                        folder.toString(),
                        Integer.toString(times))
                .redirectErrorStream(true)
                .start();
    }

    private static List<String> lines(Process process) throws InterruptedException {
        List<String> lines = process.inputReader().lines().toList();
        assertTrue(process.waitFor(60, TimeUnit.SECONDS));
        return lines;
    }

    /** Takes a directory again and again and says how that went. */
    static final class Taker {
        public static void main(String[] args) throws IOException {
            Path folder = Path.of(args[0]);
            for (int i = Integer.parseInt(args[1]); i > 0; i--) {
                try (DirectoryLock lock = DirectoryLock.acquire(folder)) {
                    Files.createFile(folder.resolve("owner")); // fails if there is another
                    Files.delete(folder.resolve("owner"));
                    System.out.println("taken");
                } catch (BusyException e) {
                    System.out.println("busy");
                }
            }
        }
    }
}
