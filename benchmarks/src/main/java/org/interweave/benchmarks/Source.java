package org.interweave.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.interweave.core.data.Catalog;
import org.interweave.core.data.Dataset;
import org.interweave.core.data.Domain;
import org.interweave.core.data.Sequences;

/**
 * Where interactions come from: a prepared dataset, or a generator.
 *
 * @param directory of the dataset, empty for generated ones
 * @param shape of generated ones
 */
record Source(String directory, DataShape shape) {
    /** Interactions of a full window that no input holds, as in {@link Dataset#inputWindow}. */
    private static final int HELD_OUT = 3;

    static Source generated(DataShape shape) {
        return new Source("", shape);
    }

    /** @param name for tables @param checksum of the dataset, empty for generated data */
    record Facts(String name, int users, List<Integer> itemsPerDomain, int interactions, int window, String checksum) {}

    /** Interactions in memory; window is the longest input in tokens. */
    record Opened(Facts facts, Catalog catalog, Sequences sequences, int window) {}

    Opened open() throws IOException {
        if (directory.isEmpty()) {
            return opened("generated", "", shape.catalog(), shape.sequences(), shape.window() - HELD_OUT);
        }
        Dataset dataset = Dataset.open(Path.of(directory));
        Catalog catalog = dataset.catalog();
        String name = catalog.domains().stream().map(Domain::name).collect(Collectors.joining("-"));
        return opened(name, dataset.checksum(), catalog, dataset.sequences(), dataset.inputWindow());
    }

    private static Opened opened(String name, String checksum, Catalog catalog, Sequences sequences, int window) {
        List<Integer> items = catalog.domains().stream().map(Domain::size).toList();
        Facts facts = new Facts(name, sequences.users(), items, sequences.interactions(), window, checksum);
        return new Opened(facts, catalog, sequences, window);
    }
}
