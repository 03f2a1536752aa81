package org.interweave.core.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.interweave.core.io.AtomicFile;
import org.interweave.core.io.Digests;

/**
 * Writes a dataset directory beside its final place and moves it there when it is whole. Rows come in order: items by domain, users from 0 on, within a user the
 * oldest first. Closing without {@link #finish} leaves nothing behind.
 */
public final class DatasetWriter implements AutoCloseable {
    private static final String PROVENANCE = "provenance.json";

    private final Path target;
    private final Path staging;
    private final Path old;
    private final boolean overwrite;
    private final Map<String, SyncedFile> files = new TreeMap<>();
    private final SyncedFile items;
    private final SyncedFile times;
    private final SyncedFile offsets;
    private final SyncedFile itemIds;
    private final SyncedFile userIds;
    /** Per domain so far: its last item, and its interactions. */
    private int[] lastItem = {};

    private long[] interactions = {};
    private long rows;
    private int users;
    private int current = -1;

    /** @param overwrite whether an existing dataset at the target may be replaced; without it that is an error */
    public DatasetWriter(Path target, boolean overwrite) throws IOException {
        this.target = target.toAbsolutePath().normalize();
        this.overwrite = overwrite;
        requireFree(this.target, overwrite);
        Files.createDirectories(this.target.getParent());
        String unique = Long.toHexString(new SecureRandom().nextLong());
        old = this.target.resolveSibling("." + this.target.getFileName() + ".old-" + unique);
        staging = Files.createDirectory(this.target.resolveSibling("." + this.target.getFileName() + ".tmp-" + unique));
        try {
            items = open(Dataset.ITEMS);
            times = open(Dataset.TIMES);
            offsets = open(Dataset.OFFSETS);
            itemIds = open(Dataset.ITEM_IDS);
            userIds = open(Dataset.USER_IDS);
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    private SyncedFile open(String name) throws IOException {
        SyncedFile file = new SyncedFile(staging.resolve(name));
        files.put(name, file);
        return file;
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
        int last = lastItem.length - 1;
        if (domain != last && domain != last + 1) {
            throw new IllegalStateException("an item of domain " + domain + " follows "
                    + (last < 0 ? "nothing" : "one of domain " + last) + ", expected domain " + Math.max(0, last)
                    + " or the next");
        }
        int item = 1 + (last < 0 ? 0 : lastItem[last]);
        if (domain > last) {
            lastItem = Arrays.copyOf(lastItem, domain + 1);
            interactions = Arrays.copyOf(interactions, domain + 1);
        }
        lastItem[domain] = item;
        itemIds.putText(item + "\t" + domain + "\t" + Vocabulary.escape(rawId) + "\n");
    }

    /** The next user, from 0 on. */
    public void user(String rawId) throws IOException {
        userIds.putText(users++ + "\t" + Vocabulary.escape(rawId) + "\n");
    }

    /** The next interaction. All items must have been named before. */
    public void interaction(int user, int item, long seconds) throws IOException {
        if (user != current) {
            if (user != current + 1) {
                throw new IllegalStateException(
                        "user " + user + " follows user " + current + ", expected " + (current + 1));
            }
            current = user;
            offsets.putLong(rows);
        }
        interactions[domainOf(item)]++;
        items.putInt(item);
        times.putLong(seconds);
        rows++;
    }

    private int domainOf(int item) {
        for (int k = 0; item >= 1 && k < lastItem.length; k++) {
            if (item <= lastItem[k]) {
                return k;
            }
        }
        throw new IllegalStateException("item " + item + " has not been named before its first interaction");
    }

    /** Writes the manifest and moves the directory into place. */
    public void finish(
            List<String> domains,
            Manifest.Filters filters,
            String order,
            List<Manifest.StepEntry> steps,
            String provenance)
            throws IOException {
        if (current + 1 != users) {
            throw new IllegalStateException(users + " users are named, but " + (current + 1) + " have interactions");
        }
        offsets.putLong(rows);
        Map<String, Manifest.FileEntry> entries = new TreeMap<>();
        for (Map.Entry<String, SyncedFile> file : files.entrySet()) {
            file.getValue().finish();
            Path path = staging.resolve(file.getKey());
            entries.put(file.getKey(), new Manifest.FileEntry(Files.size(path), Digests.sha256(path)));
        }
        Manifest manifest = new Manifest(
                Manifest.FORMAT, entries(domains), users, Math.toIntExact(rows), filters, order, entries, steps);
        String defect = ManifestCheck.firstDefect(manifest);
        if (!defect.isEmpty()) {
            throw new IllegalStateException("the dataset could not be opened again: " + defect);
        }
        AtomicFile.writeString(staging.resolve(PROVENANCE), provenance);
        AtomicFile.writeString(staging.resolve(Manifest.NAME), manifest.toJson());
        moveIntoPlace();
    }

    private List<Manifest.DomainEntry> entries(List<String> domains) {
        if (domains.size() != lastItem.length) {
            throw new IllegalStateException(
                    domains.size() + " domains are named, but items of " + lastItem.length + " were given");
        }
        List<Manifest.DomainEntry> entries = new ArrayList<>();
        for (int k = 0; k < lastItem.length; k++) {
            int count = lastItem[k] - (k == 0 ? 0 : lastItem[k - 1]);
            entries.add(new Manifest.DomainEntry(domains.get(k), count, interactions[k]));
        }
        return entries;
    }

    private void moveIntoPlace() throws IOException {
        requireFree(target, overwrite);
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
        delete(old);
    }

    @Override
    public void close() throws IOException {
        try {
            for (SyncedFile file : files.values()) {
                file.close();
            }
        } finally {
            delete(staging);
        }
    }

    private static void delete(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> paths = Files.walk(directory)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
