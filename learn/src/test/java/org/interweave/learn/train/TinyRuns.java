package org.interweave.learn.train;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.interweave.core.data.Dataset;
import org.interweave.core.data.DatasetWriter;
import org.interweave.core.data.Manifest;

/** Datasets and configurations that train in a second, and the means to compare what they leave behind. */
final class TinyRuns {
    private static final int ITEMS_PER_DOMAIN = 24;
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> CLOCK = List.of("time", "seconds", "tokensPerSecond", "peakBytes");

    private TinyRuns() {}

    /** Three domains of 24 items, 41 users of 5 to 14 interactions, drawn from the seed. */
    static Dataset dataset(Path directory, long seed) throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        List<String> names = List.of("food", "kitchen", "books");
        try (DatasetWriter writer = new DatasetWriter(directory, false)) {
            for (int item = 0; item < names.size() * ITEMS_PER_DOMAIN; item++) {
                writer.item(item / ITEMS_PER_DOMAIN, "item-" + item);
            }
            for (int user = 0; user < 41; user++) {
                writer.user("user-" + user);
                int length = 5 + random.nextInt(10);
                for (int i = 0; i < length; i++) {
                    writer.interaction(user, 1 + random.nextInt(names.size() * ITEMS_PER_DOMAIN), 86_400L * i);
                }
            }
            Manifest.Filters filters = new Manifest.Filters(1, 5, 50, "all", "item");
            writer.finish(names, filters, "time, item", List.of(), "{}");
        }
        return Dataset.open(directory);
    }

    /** A small MERIT, 6 steps per epoch, 2 epochs of warm-up, 5 epochs in all, and these settings. */
    static RunConfig config(String... assignments) {
        List<String> all = new ArrayList<>(List.of(
                "width=16",
                "negatives=4",
                "batchUsers=7",
                "warmupEpochs=2",
                "maxEpochs=5",
                "learningRate=0.003",
                "threads=2"));
        all.addAll(Arrays.asList(assignments));
        return RunConfig.defaults("merit").with(all);
    }

    /** Trains into a new directory. */
    static Event.Stopped train(Dataset dataset, RunConfig config, Path out, Consumer<Event> listener)
            throws IOException {
        try (RunDirectory run = RunDirectory.create(out, dataset, config, false);
                Trainer trainer = new Trainer(dataset, config, run, listener)) {
            return trainer.fit();
        }
    }

    /** Goes on with a run as the command line does. */
    static Event.Stopped resume(Path out, Consumer<Event> listener) throws IOException {
        try (RunDirectory run = RunDirectory.resume(out);
                Trainer trainer =
                        new Trainer(Dataset.open(run.dataset()), RunConfig.read(run.config()), run, listener)) {
            return trainer.fit();
        }
    }

    /** The tensors of a safetensors file as bytes, without the header. */
    static byte[] tensors(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        long header = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong(0);
        return Arrays.copyOfRange(bytes, (int) (8 + header), bytes.length);
    }

    /** The journal without what depends on the clock. */
    static List<String> journal(Path run) throws IOException {
        List<String> lines = new ArrayList<>();
        for (String line : Files.readAllLines(run.resolve("journal.jsonl"))) {
            ObjectNode node = (ObjectNode) JSON.readTree(line);
            lines.add(node.remove(CLOCK).toString());
        }
        return lines;
    }

    static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        }
    }

    static List<String> names(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
