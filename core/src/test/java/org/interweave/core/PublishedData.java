package org.interweave.core;

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
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import org.interweave.core.data.Catalog;
import org.interweave.core.data.Sequences;
import org.interweave.core.split.LeaveOneOut;
import org.interweave.core.split.TrainingData;

/** The paper's own sequences, where they are at hand: INTERWEAVE_DATA names their folder, or it is shared/data beside the project. Without them a test is skipped. */
public final class PublishedData {
    private static final int WINDOW = 47;

    private PublishedData() {}

    public static TrainingData foodKitchen() throws IOException {
        return read("food-kitchen", GeneratedData.catalog(11_837, 16_258));
    }

    public static TrainingData beautyElectronics() throws IOException {
        return read("beauty-electronics", GeneratedData.catalog(10_379, 14_188));
    }

    private static TrainingData read(String pair, Catalog catalog) throws IOException {
        String named = System.getenv("INTERWEAVE_DATA");
        Path folder = named == null ? Path.of("..", "..", "shared", "data") : Path.of(named);
        Path file = folder.resolve(pair).resolve("sequences.txt.gz");
        if (!Files.exists(file)) {
            System.err.println("SKIPPED: " + file.toAbsolutePath()
                    + " is absent; set INTERWEAVE_DATA to the folder of the published data");
        }
        assumeTrue(Files.exists(file), file + " is absent");
        List<int[]> users = new ArrayList<>();
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.US_ASCII))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                users.add(Arrays.stream(line.split(" "))
                        .skip(1) // the user
                        .mapToInt(event -> Integer.parseInt(event.substring(0, event.indexOf('|'))))
                        .toArray());
            }
        }
        Sequences sequences = GeneratedData.of(catalog, users).sequences();
        return TrainingData.of(catalog, new LeaveOneOut(sequences, WINDOW));
    }

    /** The sum over all training users of something that batches of 256 of them are counted for. */
    public static long sum(TrainingData data, ToLongFunction<int[]> count) {
        int[] users = data.users();
        return IntStream.iterate(0, from -> from < users.length, from -> from + 256)
                .mapToLong(
                        from -> count.applyAsLong(Arrays.copyOfRange(users, from, Math.min(users.length, from + 256))))
                .sum();
    }
}
