package org.interweave.learn.train;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.interweave.core.data.DataException;
import org.interweave.core.data.Dataset;
import org.interweave.core.data.Manifest;
import org.interweave.core.io.AtomicFile;
import org.interweave.core.io.DirectoryLock;

/** Where a run lives: the names of its files, and one training at a time. It holds a copy of the dataset, so it can be used without the original. */
public final class RunDirectory implements AutoCloseable {
    private static final String CONFIG = "run.json";
    private static final String DATASET = "dataset";
    private static final String LOCK = ".lock";

    private final Path path;
    private final DirectoryLock lock;

    private RunDirectory(Path path, DirectoryLock lock) {
        this.path = path;
        this.lock = lock;
    }

    /** Starts a run. An existing directory with content is refused, unless it is a run that may be replaced. */
    public static RunDirectory create(Path path, Dataset dataset, RunConfig config, boolean overwrite)
            throws IOException {
        boolean existed = Files.exists(path);
        boolean empty = !existed || isEmpty(path);
        boolean isRun = existed && Files.exists(path.resolve(CONFIG));
        if (!empty && !isRun) {
            throw new IllegalArgumentException(path + " exists and is not a run directory. Try: another --out");
        }
        Files.createDirectories(path);
        RunDirectory run = new RunDirectory(path, DirectoryLock.acquire(path));
        try {
            if (isRun && !overwrite) {
                throw new IllegalArgumentException(
                        path
                                + " holds a run already. Try: another --out, --resume to go on with it, or --overwrite to replace it");
            }
            run.clear();
            run.copyDataset(dataset);
            AtomicFile.writeString(run.config(), config.toJson()); // last: with it the directory is a run
            return run;
        } catch (IOException | RuntimeException e) {
            if (!isRun) {
                run.clear();
            }
            run.close();
            if (!existed) {
                Files.deleteIfExists(path);
            }
            throw e;
        }
    }

    /** Takes an existing run to go on with it. */
    public static RunDirectory resume(Path path) throws IOException {
        if (!Files.exists(path.resolve(CONFIG))) {
            throw new DataException(
                    path + ": no run to resume: " + CONFIG + " is missing. Try: leave --resume out to start one");
        }
        return new RunDirectory(path, DirectoryLock.acquire(path));
    }

    /** Looks at a run without claiming it. */
    static RunDirectory view(Path path) {
        if (!Files.isDirectory(path)) {
            throw new DataException(path + ": no such run directory. Try: make one with interweave train");
        }
        return new RunDirectory(path, null);
    }

    public Path path() {
        return path;
    }

    /** run.json: the complete configuration. */
    public Path config() {
        return path.resolve(CONFIG);
    }

    /** journal.jsonl: what happened. */
    public Path journal() {
        return path.resolve("journal.jsonl");
    }

    /** checkpoint.safetensors: the state to go on from. */
    public Path checkpoint() {
        return path.resolve("checkpoint.safetensors");
    }

    /** model.safetensors: the weights of the best epoch. */
    public Path model() {
        return path.resolve("model.safetensors");
    }

    /** manifest.json: what the run's model is, with checksums. */
    public Path manifest() {
        return path.resolve(Manifest.NAME);
    }

    /** dataset/: a copy of the dataset trained on. */
    public Path dataset() {
        return path.resolve(DATASET);
    }

    /** Whether training ended by itself. */
    public boolean isFinished() throws IOException {
        return Files.exists(manifest()) && RunManifest.read(manifest()).finished();
    }

    /** Deletes what only going on needs, which is most of what a run takes. For runs that are finished. */
    public void dropCheckpoint() throws IOException {
        if (!isFinished()) {
            throw new IllegalStateException(path + " is not finished: it needs its checkpoint");
        }
        Files.deleteIfExists(checkpoint());
    }

    private void copyDataset(Dataset source) throws IOException {
        Files.createDirectories(dataset());
        List<String> names = new ArrayList<>(source.manifest().files().keySet());
        names.add("provenance.json");
        names.add(Manifest.NAME);
        for (String name : names) {
            Path from = source.path().resolve(name);
            if (Files.exists(from)) {
                try (InputStream in = Files.newInputStream(from)) {
                    AtomicFile.writeWith(
                            dataset().resolve(name), channel -> in.transferTo(Channels.newOutputStream(channel)));
                }
            }
        }
    }

    /** Deletes what a run writes, and nothing else. */
    private void clear() throws IOException {
        List<Path> written = new ArrayList<>(List.of(config(), manifest(), model(), checkpoint(), journal()));
        try (Stream<Path> files = Files.list(path)) {
            files.filter(file -> file.getFileName().toString().startsWith("evaluation-"))
                    .forEach(written::add);
        }
        if (Files.isDirectory(dataset())) {
            try (Stream<Path> files = Files.walk(dataset())) {
                files.sorted(Comparator.reverseOrder()).forEach(written::add);
            }
        }
        for (Path file : written) {
            Files.deleteIfExists(file);
        }
    }

    private static boolean isEmpty(Path path) throws IOException {
        if (!Files.isDirectory(path)) {
            throw new IllegalArgumentException(path + " is not a directory. Try: another --out");
        }
        try (Stream<Path> files = Files.list(path)) {
            return files.allMatch(file -> file.getFileName().toString().equals(LOCK));
        }
    }

    @Override
    public void close() throws IOException {
        if (lock != null) {
            lock.close();
        }
    }
}
