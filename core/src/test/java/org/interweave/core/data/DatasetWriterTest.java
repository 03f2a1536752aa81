package org.interweave.core.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DatasetWriterTest {
    @TempDir
    Path folder;

    @Test
    void theSameContentIsTheSameBytes() throws IOException {
        Path first = SmallDataset.write(folder.resolve("first"));
        Path second = SmallDataset.write(folder.resolve("second"));
        List<String> names = names(first);
        assertEquals(
                List.of(
                        "items.i32",
                        "items.tsv",
                        "manifest.json",
                        "offsets.i64",
                        "provenance.json",
                        "times.i64",
                        "users.tsv"),
                names);
        for (String name : names) {
            assertArrayEquals(Files.readAllBytes(first.resolve(name)), Files.readAllBytes(second.resolve(name)), name);
        }
    }

    @Test
    void numbersAreLittleEndianAndOffsetsAreOneMoreThanUsers() throws IOException {
        Path written = SmallDataset.write(folder.resolve("small"));
        byte[] offsets = Files.readAllBytes(written.resolve("offsets.i64"));
        assertArrayEquals(new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0, 6, 0, 0, 0, 0, 0, 0, 0}, offsets);
        assertEquals(4, Files.readAllBytes(written.resolve("items.i32"))[4]);
    }

    @Test
    void anExistingTargetIsKeptUnlessItMayBeReplaced() throws IOException {
        Path target = SmallDataset.write(folder.resolve("small"));
        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> SmallDataset.write(target, false));
        assertEquals(target + " exists. Try: another --out, or --overwrite to replace it", refused.getMessage());
        Files.writeString(target.resolve("left over.txt"), "of the old one");
        SmallDataset.write(target, true);
        assertEquals(7, names(target).size());
        assertEquals(List.of("small"), names(folder));
    }

    @Test
    void whatIsNoDatasetIsNeverReplaced() throws IOException {
        Path home = Files.createDirectory(folder.resolve("home"));
        Files.writeString(home.resolve("thesis.txt"), "years of work");
        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> SmallDataset.write(home, true));
        assertTrue(refused.getMessage().contains("is no dataset"), refused.getMessage());
        assertEquals("years of work", Files.readString(home.resolve("thesis.txt")));
        assertEquals(List.of("home"), names(folder));
    }

    @Test
    void givingUpLeavesTheOldDatasetAndNothingElse() throws IOException {
        Path target = SmallDataset.write(folder.resolve("small"));
        String checksum = Dataset.open(target).checksum();
        try (DatasetWriter out = new DatasetWriter(target, true)) {
            SmallDataset.fill(out);
        }
        assertEquals(checksum, Dataset.open(target).checksum());
        assertEquals(List.of("small"), names(folder));
    }

    @Test
    void theTargetAppearsOnlyWhenItIsWhole() throws IOException {
        Path target = folder.resolve("deep").resolve("small");
        try (DatasetWriter out = new DatasetWriter(target, false)) {
            SmallDataset.fill(out);
            assertTrue(Files.notExists(target));
            SmallDataset.finish(out);
            Dataset.open(target);
        }
        assertEquals(List.of("small"), names(target.getParent()));
    }

    @Test
    void rowsOutOfOrderAreRefused() throws IOException {
        refuses("an item of domain 1 follows nothing, expected domain 0 or the next", out -> out.item(1, "x"));
        refuses("an item of domain 0 follows one of domain 1, expected domain 1 or the next", out -> {
            out.item(0, "x");
            out.item(1, "y");
            out.item(0, "z");
        });
        refuses("user 1 follows user -1, expected 0", out -> {
            out.item(0, "x");
            out.interaction(1, 1, 0);
        });
        refuses("item 2 has not been named before its first interaction", out -> {
            out.item(0, "x");
            out.interaction(0, 2, 0);
        });
        refuses("3 users are named, but 2 have interactions", out -> {
            SmallDataset.fill(out);
            out.user("idle");
            SmallDataset.finish(out);
        });
        refuses("1 domains are named, but items of 2 were given", out -> {
            SmallDataset.fill(out);
            out.finish(List.of("films"), SmallDataset.FILTERS, "ts", List.of(), "{}");
        });
        refuses(
                "the dataset could not be opened again: domain name 'films', expected names that are given and differ",
                out -> {
                    SmallDataset.fill(out);
                    out.finish(List.of("films", "films"), SmallDataset.FILTERS, "ts", List.of(), "{}");
                });
        assertEquals(List.of(), names(folder));
    }

    @Test
    void halfACharacterIsRefusedAndNothingIsLeft() throws IOException {
        try (DatasetWriter out = new DatasetWriter(folder.resolve("small"), false)) {
            assertThrows(CharacterCodingException.class, () -> out.item(0, "\uD834"));
        }
        assertEquals(List.of(), names(folder));
    }

    /** More than the buffers hold, so that draining in the middle is seen, with ids longer than a buffer among them. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void randomContentComesBack(long seed) throws IOException {
        Random random = new Random(seed);
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            ids.add(i + randomText(random, i == 7 ? 200_000 : random.nextInt(300)));
        }
        int[][] users = new int[3_000][];
        Path target = folder.resolve("random");
        try (DatasetWriter out = new DatasetWriter(target, false)) {
            for (int i = 0; i < ids.size(); i++) {
                out.item(i / 700, ids.get(i));
            }
            for (int u = 0; u < users.length; u++) {
                out.user("user" + u);
            }
            for (int u = 0; u < users.length; u++) {
                users[u] =
                        random.ints(1 + random.nextInt(50), 1, ids.size() + 1).toArray();
                for (int i = 0; i < users[u].length; i++) {
                    out.interaction(u, users[u][i], (long) u << 33 | i);
                }
            }
            out.finish(List.of("a", "b", "c"), SmallDataset.FILTERS, "ts", List.of(), "{}");
        }
        Dataset data = Dataset.open(target);
        assertEquals(700, data.catalog().domain(1).size(), "seed " + seed);
        for (int u = 0; u < users.length; u++) {
            assertArrayEquals(users[u], data.sequences().items(u), "seed " + seed + ", user " + u);
            assertEquals((long) u << 33, data.sequences().times(u)[0], "seed " + seed + ", user " + u);
        }
        for (int i = 0; i < ids.size(); i++) {
            assertEquals(ids.get(i), data.itemId(i + 1), "seed " + seed);
        }
    }

    private static String randomText(Random random, int length) {
        String letters = "\t\n\r\\tnr aé☃";
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append(letters.charAt(random.nextInt(letters.length())));
        }
        return text.toString();
    }

    private interface Rows {
        void to(DatasetWriter out) throws IOException;
    }

    private void refuses(String message, Rows rows) throws IOException {
        try (DatasetWriter out = new DatasetWriter(folder.resolve("small"), false)) {
            assertEquals(
                    message,
                    assertThrows(IllegalStateException.class, () -> rows.to(out))
                            .getMessage());
        }
    }

    private static List<String> names(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(f -> f.getFileName().toString()).sorted().toList();
        }
    }
}
