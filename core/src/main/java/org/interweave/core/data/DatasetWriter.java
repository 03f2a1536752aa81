package org.interweave.core.data;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.interweave.core.io.AtomicFile;
import org.interweave.core.io.Digests;

/**
 * Writes a dataset directory beside its final place and moves it there when it is whole. Rows come in order: users from 0 on, within a user the oldest first.
 * Closing without {@link #finish} leaves nothing behind.
 */
public final class DatasetWriter implements AutoCloseable {
    private final Path target;
    private final Path staging;
    private final boolean overwrite;
    private final Column items;
    private final Column times;
    private final Column offsets;
    private final BufferedWriter itemIds;
    private final BufferedWriter userIds;
    private final List<Integer> itemDomains = new ArrayList<>();
    private final List<Long> interactionsPerDomain = new ArrayList<>();
    private long rows;
    private int users;
    private int current = -1;

    /** @param overwrite whether an existing target may be replaced; without it that is an error */
    public DatasetWriter(Path target, boolean overwrite) throws IOException {
        this.target = target.toAbsolutePath().normalize();
        this.overwrite = overwrite;
        requireFree(this.target, overwrite);
        Files.createDirectories(this.target.getParent());
        staging = Files.createDirectory(this.target.resolveSibling(
                "." + this.target.getFileName() + ".tmp-" + Long.toHexString(new SecureRandom().nextLong())));
        items = new Column(staging.resolve(Dataset.ITEMS));
        times = new Column(staging.resolve(Dataset.TIMES));
        offsets = new Column(staging.resolve(Dataset.OFFSETS));
        itemIds = Files.newBufferedWriter(staging.resolve(Dataset.ITEM_IDS));
        userIds = Files.newBufferedWriter(staging.resolve(Dataset.USER_IDS));
    }

    /** Refuses a target that exists, so that a long run does not find out at its end. */
    public static void requireFree(Path target, boolean overwrite) {
        if (!overwrite && Files.exists(target)) {
            throw new IllegalArgumentException(target + " exists. Try: another --out, or --overwrite to replace it");
        }
        if (overwrite && Files.exists(target) && !isDataset(target)) {
            throw new IllegalArgumentException(
                    target + " exists and is no dataset, so it is not replaced. Try: another --out");
        }
    }

    /** Whether the directory was once written here, even if it is damaged now. */
    private static boolean isDataset(Path directory) {
        try {
            return Files.readString(directory.resolve(Manifest.NAME)).contains(Manifest.FORMAT);
        } catch (IOException e) {
            return false;
        }
    }

    /** The next item, ids from 1 on, domain after domain. */
    public void item(int domain, String rawId) throws IOException {
        itemDomains.add(domain);
        while (interactionsPerDomain.size() <= domain) {
            interactionsPerDomain.add(0L);
        }
        itemIds.append(Integer.toString(itemDomains.size()))
                .append('\t')
                .append(Integer.toString(domain))
                .append('\t');
        itemIds.append(Vocabulary.escape(rawId)).append('\n');
    }

    /** The next user, from 0 on. */
    public void user(String rawId) throws IOException {
        userIds.append(Integer.toString(users++))
                .append('\t')
                .append(Vocabulary.escape(rawId))
                .append('\n');
    }

    /** The next interaction. Items must have been named before. */
    public void interaction(int user, int item, long seconds) throws IOException {
        if (user != current) {
            if (user != current + 1) {
                throw new IllegalStateException(
                        "user " + user + " follows user " + current + ", expected " + (current + 1));
            }
            current = user;
            offsets.putLong(rows);
        }
        int domain = itemDomains.get(item - 1);
        interactionsPerDomain.set(domain, interactionsPerDomain.get(domain) + 1);
        items.putInt(item);
        times.putLong(seconds);
        rows++;
    }

    /** Writes the manifest and moves the directory into place. */
    public void finish(
            List<String> domains,
            Manifest.Filters filters,
            String order,
            List<Manifest.StepEntry> steps,
            String provenance)
            throws IOException {
        offsets.putLong(rows);
        closeFiles();
        if (current + 1 != users) {
            throw new IllegalStateException(users + " users are named, but " + (current + 1) + " have interactions");
        }
        Map<String, Manifest.FileEntry> files = new TreeMap<>();
        try (Stream<Path> written = Files.list(staging)) {
            for (Path file : written.toList()) {
                files.put(
                        file.getFileName().toString(), new Manifest.FileEntry(Files.size(file), Digests.sha256(file)));
            }
        }
        List<Manifest.DomainEntry> entries = new ArrayList<>();
        for (int k = 0; k < domains.size(); k++) {
            int domain = k;
            int count = (int) itemDomains.stream().filter(d -> d == domain).count();
            entries.add(new Manifest.DomainEntry(domains.get(k), count, interactionsPerDomain.get(k)));
        }
        Manifest manifest =
                new Manifest(Manifest.FORMAT, entries, users, Math.toIntExact(rows), filters, order, files, steps);
        AtomicFile.writeString(staging.resolve("provenance.json"), provenance);
        AtomicFile.writeString(staging.resolve(Manifest.NAME), manifest.toJson());
        moveIntoPlace();
    }

    private void moveIntoPlace() throws IOException {
        requireFree(target, overwrite);
        Path old = target.resolveSibling(
                "." + target.getFileName() + ".old-" + ProcessHandle.current().pid());
        boolean replaces = Files.exists(target);
        if (replaces) {
            Files.move(target, old, StandardCopyOption.ATOMIC_MOVE);
        }
        try {
            Files.move(staging, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            if (replaces) {
                Files.move(old, target, StandardCopyOption.ATOMIC_MOVE);
            }
            throw e;
        }
        AtomicFile.syncDirectory(target.getParent());
        if (replaces) {
            delete(old);
        }
    }

    private void closeFiles() throws IOException {
        for (AutoCloseable file : new AutoCloseable[] {items, times, offsets, itemIds, userIds}) {
            try {
                file.close();
            } catch (IOException e) {
                throw e;
            } catch (Exception e) {
                throw new IOException(e);
            }
        }
    }

    @Override
    public void close() throws IOException {
        try {
            closeFiles();
        } finally {
            delete(staging);
        }
    }

    private static void delete(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path path : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    /** A file of little-endian numbers. */
    private static final class Column implements AutoCloseable {
        private final FileChannel channel;
        private final ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 18).order(ByteOrder.LITTLE_ENDIAN);

        Column(Path file) throws IOException {
            channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        }

        void putInt(int value) throws IOException {
            room(4).putInt(value);
        }

        void putLong(long value) throws IOException {
            room(8).putLong(value);
        }

        private ByteBuffer room(int bytes) throws IOException {
            if (buffer.remaining() < bytes) {
                drain();
            }
            return buffer;
        }

        private void drain() throws IOException {
            buffer.flip();
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            buffer.clear();
        }

        @Override
        public void close() throws IOException {
            if (channel.isOpen()) {
                try (channel) {
                    drain();
                    channel.force(true);
                }
            }
        }
    }
}
