package org.interweave.lab;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.interweave.core.data.Dataset;
import org.interweave.core.data.DatasetWriter;
import org.interweave.core.data.Manifest;

/** A data set that trains in a second. */
public final class TinyData {
    /** Settings that make a run of it short. */
    public static final List<String> SHORT = List.of(
            "width=16",
            "negatives=4",
            "batchUsers=16",
            "warmupEpochs=1",
            "maxEpochs=3",
            "learningRate=0.003",
            "threads=1");

    private static final int ITEMS_PER_DOMAIN = 30;

    private TinyData() {}

    /** Two domains of 30 items, 40 users of 5 to 14 interactions, drawn from the seed. */
    public static Dataset write(Path directory, long seed) throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        List<String> names = List.of("films", "books");
        try (DatasetWriter writer = new DatasetWriter(directory, false)) {
            for (int item = 0; item < names.size() * ITEMS_PER_DOMAIN; item++) {
                writer.item(item / ITEMS_PER_DOMAIN, "item-" + item);
            }
            for (int user = 0; user < 40; user++) {
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
}
