package org.interweave.core.data;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.interweave.core.io.Digests;

/** A prepared dataset directory, checked against its manifest when opened. */
public final class Dataset {
    static final String ITEMS = "items.i32";
    static final String TIMES = "times.i64";
    static final String OFFSETS = "offsets.i64";
    static final String ITEM_IDS = "items.tsv";
    static final String USER_IDS = "users.tsv";
    /** Interactions held out of every input: validation target, test target, and the shift by one of the training targets. */
    private static final int HELD_OUT = 3;

    private final Path directory;
    private final Manifest manifest;
    private final Catalog catalog;
    private final Sequences sequences;
    private Vocabulary items;
    private Vocabulary users;

    private Dataset(Path directory, Manifest manifest, Catalog catalog, Sequences sequences) {
        this.directory = directory;
        this.manifest = manifest;
        this.catalog = catalog;
        this.sequences = sequences;
    }

    /** Checks format, sizes, SHA-256 and that every number makes sense. */
    public static Dataset open(Path directory) throws IOException {
        Manifest manifest = Manifest.read(directory);
        for (Map.Entry<String, Manifest.FileEntry> entry : manifest.files().entrySet()) {
            check(directory.resolve(entry.getKey()), entry.getValue());
        }
        Catalog catalog = manifest.catalog();
        Sequences sequences = readSequences(directory, manifest, catalog);
        return new Dataset(directory, manifest, catalog, sequences);
    }

    private static void check(Path file, Manifest.FileEntry expected) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new DataException(file + ": missing, but the manifest lists it. Try: prepare the dataset again");
        }
        long bytes = Files.size(file);
        if (bytes != expected.bytes()) {
            throw new DataException(file + ": " + bytes + " bytes found, " + expected.bytes()
                    + " expected. Try: prepare the dataset again");
        }
        String sum = Digests.sha256(file);
        if (!sum.equals(expected.sha256())) {
            throw new DataException(file + ": SHA-256 " + sum + " found, " + expected.sha256()
                    + " expected: the file was changed. Try: prepare the dataset again");
        }
    }

    private static Sequences readSequences(Path directory, Manifest manifest, Catalog catalog) throws IOException {
        int n = manifest.interactions();
        ByteBuffer itemBytes = read(directory.resolve(ITEMS), 4L * n);
        ByteBuffer timeBytes = read(directory.resolve(TIMES), 8L * n);
        ByteBuffer offsetBytes = read(directory.resolve(OFFSETS), 8L * (manifest.users() + 1L));
        int[] items = new int[n];
        itemBytes.asIntBuffer().get(items);
        long[] times = new long[n];
        timeBytes.asLongBuffer().get(times);
        int[] offsets = new int[manifest.users() + 1];
        for (int u = 0; u < offsets.length; u++) {
            long offset = offsetBytes.getLong(8 * u);
            if (u == 0 ? offset != 0 : offset <= offsets[u - 1] || offset > n) {
                throw new DataException(directory.resolve(OFFSETS) + " at byte " + 8L * u + ": offset " + offset
                        + " does not ascend within 0.." + n + ". Try: prepare the dataset again");
            }
            offsets[u] = (int) offset;
        }
        if (offsets[manifest.users()] != n) {
            throw new DataException(
                    directory.resolve(OFFSETS) + " at byte " + 8L * manifest.users() + ": the last offset is "
                            + offsets[manifest.users()] + ", expected " + n
                            + ", the number of interactions. Try: prepare the dataset again");
        }
        for (int i = 0; i < n; i++) {
            if (items[i] < 1 || items[i] > catalog.items()) {
                throw new DataException(directory.resolve(ITEMS) + " at byte " + 4L * i + ": item " + items[i]
                        + " is outside the catalogue 1.." + catalog.items() + ". Try: prepare the dataset again");
            }
        }
        return new Sequences(items, times, offsets);
    }

    private static ByteBuffer read(Path file, long expected) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        if (bytes.length != expected) {
            throw new DataException(file + ": " + bytes.length + " bytes found, " + expected
                    + " expected from the manifest's counts. Try: prepare the dataset again");
        }
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    public Path path() {
        return directory;
    }

    public Manifest manifest() {
        return manifest;
    }

    public Catalog catalog() {
        return catalog;
    }

    public Sequences sequences() {
        return sequences;
    }

    public String checksum() {
        return manifest.checksum();
    }

    /** L: the longest input in tokens, the kept interactions less those held out. */
    public int inputWindow() {
        return Math.max(1, manifest.filters().window() - HELD_OUT);
    }

    public String itemId(int item) {
        return itemIds().id(item);
    }

    /** The item with this raw id, 0 if there is none. */
    public int item(String rawId) {
        return itemIds().index(rawId, 0);
    }

    public String userId(int user) {
        return userIds().id(user);
    }

    /** The user with this raw id, -1 if there is none. */
    public int user(String rawId) {
        return userIds().index(rawId, -1);
    }

    private synchronized Vocabulary itemIds() {
        if (items == null) {
            items = read(ITEM_IDS, 1, catalog.items(), 3);
        }
        return items;
    }

    private synchronized Vocabulary userIds() {
        if (users == null) {
            users = read(USER_IDS, 0, sequences.users(), 2);
        }
        return users;
    }

    private Vocabulary read(String name, int first, int count, int columns) {
        try {
            return Vocabulary.read(directory.resolve(name), first, count, columns);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
