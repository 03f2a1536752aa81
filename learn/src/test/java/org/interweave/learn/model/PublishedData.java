package org.interweave.learn.model;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.interweave.core.data.Catalog;
import org.interweave.core.data.Domain;
import org.interweave.core.data.Sequences;
import org.interweave.core.split.LeaveOneOut;
import org.interweave.core.split.TrainingData;

/** What the authors' own sequences leave to learn from, where they are at hand: INTERWEAVE_DATA names their folder, or it is shared/data beside the project. */
public enum PublishedData {
    FOOD_KITCHEN("food-kitchen", 11_837, 28_095),
    BEAUTY_ELECTRONICS("beauty-electronics", 10_379, 24_567);

    private static final int WINDOW = 47;

    private final String folder;
    private final Catalog catalog;

    PublishedData(String folder, int firstDomain, int items) {
        this.folder = folder;
        this.catalog = new Catalog(List.of(new Domain("a", 1, firstDomain), new Domain("b", firstDomain + 1, items)));
    }

    public Catalog catalog() {
        return catalog;
    }

    /** Skips the test, and says so, where the data is not there. */
    public TrainingData training() throws IOException {
        String named = System.getenv("INTERWEAVE_DATA");
        Path data = named == null ? Path.of("..", "..", "shared", "data") : Path.of(named);
        Path file = data.resolve(folder).resolve("sequences.txt.gz");
        if (!Files.exists(file)) {
            System.err.println("SKIPPED: " + file.toAbsolutePath()
                    + " is absent; set INTERWEAVE_DATA to the folder of the published data");
        }
        assumeTrue(Files.exists(file), file + " is absent");
        return TrainingData.of(catalog, new LeaveOneOut(read(file), WINDOW));
    }

    /** A line per user: the user, then item|time. */
    private static Sequences read(Path file) throws IOException {
        List<int[]> users = new ArrayList<>();
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.US_ASCII))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                users.add(Arrays.stream(line.split(" "))
                        .skip(1)
                        .mapToInt(pair -> Integer.parseInt(pair.substring(0, pair.indexOf('|'))))
                        .toArray());
            }
        }
        int[] offsets = new int[users.size() + 1];
        for (int u = 0; u < users.size(); u++) {
            offsets[u + 1] = offsets[u] + users.get(u).length;
        }
        int[] items = users.stream().flatMapToInt(Arrays::stream).toArray();
        return new Sequences(items, new long[items.length], offsets);
    }
}
