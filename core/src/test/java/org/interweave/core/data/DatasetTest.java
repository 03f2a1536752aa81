package org.interweave.core.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.interweave.core.io.Digests;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DatasetTest {
    @TempDir
    Path folder;

    private Path directory;

    @BeforeEach
    void write() throws IOException {
        directory = SmallDataset.write(folder.resolve("small"));
    }

    @Test
    void whatWasWrittenIsRead() throws IOException {
        Dataset data = Dataset.open(directory);
        assertEquals(
                "[Domain[name=films, firstItem=1, lastItem=3], Domain[name=books, firstItem=4, lastItem=5]]",
                data.catalog().domains().toString());
        assertArrayEquals(new int[] {1, 4, 3, 3}, data.sequences().items(0));
        assertArrayEquals(new int[] {5, 2}, data.sequences().items(1));
        assertArrayEquals(
                new long[] {1_400_000_000L, 1_400_000_100L}, data.sequences().times(1));
        assertEquals(SmallDataset.FILTERS, data.manifest().filters());
        assertEquals("all", data.manifest().steps().get(0).name());
        assertEquals(
                "[DomainEntry[name=films, items=3, interactions=4], DomainEntry[name=books, items=2, interactions=2]]",
                data.manifest().domains().toString());
        assertEquals(directory, data.path());
    }

    @Test
    void rawIdsOfAnyKindComeBack() throws IOException {
        Dataset data = Dataset.open(directory);
        for (int i = 0; i < SmallDataset.ITEMS.size(); i++) {
            assertEquals(SmallDataset.ITEMS.get(i), data.itemId(i + 1));
            assertEquals(i + 1, data.item(SmallDataset.ITEMS.get(i)));
        }
        for (int u = 0; u < SmallDataset.USERS.size(); u++) {
            assertEquals(SmallDataset.USERS.get(u), data.userId(u));
            assertEquals(u, data.user(SmallDataset.USERS.get(u)));
        }
        assertEquals(0, data.item("tab\\there"));
        assertEquals(-1, data.user("nobody"));
        assertEquals(
                "index 6 is outside 1..5",
                assertThrows(IllegalArgumentException.class, () -> data.itemId(6))
                        .getMessage());
        assertThrows(IllegalArgumentException.class, () -> data.itemId(0));
        assertThrows(IllegalArgumentException.class, () -> data.userId(-1));
    }

    @Test
    void theInputWindowLeavesRoomForWhatIsHeldOut() throws IOException {
        assertEquals(47, Dataset.open(directory).inputWindow());
    }

    @Test
    void theChecksumIsOfTheFilesAndNotOfWhereTheyCameFrom() throws IOException {
        String checksum = Dataset.open(directory).checksum();
        Files.writeString(directory.resolve("provenance.json"), "{\"engine\": \"another\"}");
        assertEquals(checksum, Dataset.open(directory).checksum());
        StringBuilder text = new StringBuilder();
        for (String name : new String[] {"items.i32", "items.tsv", "offsets.i64", "times.i64", "users.tsv"}) {
            text.append(name + " " + Digests.sha256(directory.resolve(name)) + "\n");
        }
        assertEquals(Digests.sha256(text.toString().getBytes()), checksum);
    }

    @Test
    void directoriesThatAreNoDatasetAreNamed() throws IOException {
        Path none = folder.resolve("none");
        assertEquals(none + ": no such dataset directory. Try: make one with interweave prepare", refusal(none));
        Path empty = Files.createDirectory(folder.resolve("empty"));
        assertEquals(
                empty + ": not a dataset: manifest.json is missing. Try: make one with interweave prepare",
                refusal(empty));
    }

    @ParameterizedTest
    @ValueSource(strings = {"items.i32", "times.i64", "offsets.i64", "items.tsv", "users.tsv"})
    void everyFileIsCheckedForPresenceSizeAndContent(String name) throws IOException {
        Path file = directory.resolve(name);
        byte[] whole = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(whole, whole.length - 1));
        assertEquals(
                file + ": " + (whole.length - 1) + " bytes found, " + whole.length
                        + " expected. Try: prepare the dataset again",
                refusal(directory));
        byte[] flipped = whole.clone();
        flipped[whole.length / 2] ^= 1;
        Files.write(file, flipped);
        assertEquals(
                file + ": SHA-256 " + Digests.sha256(flipped) + " found, " + Digests.sha256(whole)
                        + " expected: the file was changed. Try: prepare the dataset again",
                refusal(directory));
        Files.delete(file);
        assertEquals(file + ": missing, but the manifest lists it. Try: prepare the dataset again", refusal(directory));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 6, -1})
    void itemsOutsideTheCatalogueAreLocated(int item) throws IOException {
        put(
                "items.i32",
                ByteBuffer.allocate(24)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putInt(0, 1)
                        .putInt(4, 4)
                        .putInt(8, item));
        assertEquals(
                directory.resolve("items.i32") + " at byte 8: item " + item
                        + " is outside the catalogue 1..5. Try: prepare the dataset again",
                refusal(directory));
    }

    @ParameterizedTest
    @CsvSource({
        "0,5,4,16: offset 4 does not ascend within 0..6",
        "0,0,6,8: offset 0 does not ascend within 0..6",
        "1,4,6,0: offset 1 does not ascend within 0..6",
        "0,4,7,16: offset 7 does not ascend within 0..6",
        "0,4,9223372036854775807,16: offset 9223372036854775807 does not ascend within 0..6",
        "0,4,5,'16: the last offset is 5, expected 6, the number of interactions'"
    })
    void offsetsThatDoNotAscendAreLocated(long a, long b, long c, String at) throws IOException {
        put(
                "offsets.i64",
                ByteBuffer.allocate(24)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putLong(0, a)
                        .putLong(8, b)
                        .putLong(16, c));
        assertEquals(
                directory.resolve("offsets.i64") + " at byte " + at + ". Try: prepare the dataset again",
                refusal(directory));
    }

    @Test
    void countsThatDoNotFitTheFilesAreRefused() throws IOException {
        editManifest("\"users\" : 2,", "\"users\" : 3,");
        assertEquals(
                directory.resolve("offsets.i64")
                        + ": 24 bytes found, 32 expected from the manifest's counts. Try: prepare the dataset again",
                refusal(directory));
    }

    @ParameterizedTest
    @CsvSource({
        "1\t0\ttwo\ttabs, ':1: expected index 1 and 3 columns, found '''",
        "2\t0\tx, ':1: expected index 1 and 3 columns, found '''",
        "'1\t0\tsame\n2\t0\tsame', ':2: id ''same'' stands on line 1 already, expected each once'",
        "1\t0\tone, ': 1 lines found, 5 expected'"
    })
    void brokenIdTablesAreLocated(String text, String message) throws IOException {
        put("items.tsv", ByteBuffer.wrap((text + "\n").getBytes()));
        Dataset data = Dataset.open(directory);
        DataException e = assertThrows(DataException.class, () -> data.itemId(1));
        assertTrue(e.getMessage().startsWith(directory.resolve("items.tsv") + message), e.getMessage());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "interweave-dataset/1; interweave-dataset/9; : format is interweave-dataset/9, expected interweave-dataset/1",
                "\"steps\"; \"stepz\"; Unrecognized field \"stepz\"",
                "\"order\" : \"ts\",; ''; : order is missing",
                "\"users\" : 2,; ''; users: Cannot map `null` into type `int`",
                "\"users\" : 2,; \"users\" : 2, \"users\" : 2,; :12: not a dataset manifest: Duplicate field 'users'",
                "\"users\" : 2,; \"users\" : 2.5,; users: Cannot coerce Floating-point value",
                "\"window\" : 50; \"window\" : \"50\"; filters.window: Cannot coerce String value",
                "\"window\" : 50; \"window\" : 0; : filters.window is 0, expected at least 1",
                "\"users\" : 2,; \"users\" : -2,; : -2 users with 6 interactions, expected at least one user",
                "\"items\" : 2; \"items\" : 0; : domain books has 0 items and 2 interactions, expected at least one item",
                "books; films; ': domain name ''films'', expected names that are given and differ'",
                "\"interactions\" : 4; \"interactions\" : 5; ': the domains'' interactions add up to 7, expected 6'",
                "users.tsv; ../users.tsv; ': files lists ../users.tsv, items.i32'",
            })
    void contradictoryManifestsAreExplained(String found, String replaced, String message) throws IOException {
        editManifest(found, replaced);
        String refusal = refusal(directory);
        assertTrue(refusal.startsWith(directory.resolve("manifest.json").toString()), refusal);
        assertTrue(refusal.contains(message), refusal);
        assertTrue(refusal.endsWith(". Try: prepare the dataset again"), refusal);
    }

    @Test
    void truncatedManifestsAreLocated() throws IOException {
        Path manifest = directory.resolve("manifest.json");
        Files.writeString(manifest, Files.readString(manifest).substring(0, 120));
        assertTrue(refusal(directory).startsWith(manifest + ":"), refusal(directory));
        Files.writeString(manifest, "");
        assertTrue(refusal(directory).startsWith(manifest + ":"), refusal(directory));
        Files.writeString(manifest, "null");
        assertTrue(refusal(directory).contains("format is null"), refusal(directory));
    }

    private static String refusal(Path directory) {
        String message =
                assertThrows(DataException.class, () -> Dataset.open(directory)).getMessage();
        assertFalse(message.contains("\n"), message);
        return message;
    }

    /** Other content under a manifest that agrees with it, as a faulty writer would leave. */
    private void put(String name, ByteBuffer content) throws IOException {
        Path file = directory.resolve(name);
        String old = Digests.sha256(file);
        long bytes = Files.size(file);
        Files.write(file, content.array());
        editManifest(
                "\"bytes\" : " + bytes + ",\n      \"sha256\" : \"" + old,
                "\"bytes\" : " + Files.size(file) + ",\n      \"sha256\" : \"" + Digests.sha256(file));
    }

    private void editManifest(String found, String replaced) throws IOException {
        Path manifest = directory.resolve("manifest.json");
        String text = Files.readString(manifest);
        assertTrue(text.contains(found), text);
        Files.writeString(manifest, text.replace(found, replaced));
    }
}
