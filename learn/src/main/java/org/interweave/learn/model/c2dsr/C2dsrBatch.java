package org.interweave.learn.model.c2dsr;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.interweave.core.batch.Filler;
import org.interweave.core.batch.Layout;
import org.interweave.core.batch.NextItemBatch;
import org.interweave.core.batch.SequenceBatch;
import org.interweave.core.data.Catalog;

/**
 * A training batch.
 *
 * @param next the inputs and what follows
 * @param merged what the merged sequence's encoder reads: the inputs, so that rows of their pack are rows of this one, then a copy of them per contrast, then fillers
 * @param contrasts per domain, in whose copy its items are replaced; none where InfoMax has no weight
 */
record C2dsrBatch(NextItemBatch next, SequenceBatch merged, List<Contrast> contrasts) {

    /** For a model that learns without InfoMax. */
    static C2dsrBatch of(NextItemBatch next) {
        return new C2dsrBatch(next, next.sequences(), List.of());
    }

    /** @param copies per domain the inputs of all users with the domain's items replaced */
    static C2dsrBatch of(Catalog catalog, NextItemBatch next, List<List<int[]>> copies) {
        List<int[]> all = inputs(next.sequences(), copies.get(0).size());
        int tokens = all.stream().mapToInt(input -> input.length).sum();
        List<Contrast> contrasts = new ArrayList<>();
        for (int k = 0; k < copies.size(); k++) {
            all.addAll(copies.get(k));
            contrasts.add(Contrast.of(next, k, (k + 1) * tokens));
        }
        int window = next.sequences().mixed().layout().window();
        all.addAll(Filler.of(catalog, window, all));
        return new C2dsrBatch(next, SequenceBatch.of(catalog, window, all), contrasts);
    }

    /** Those of the first users, who are followed by fillers. */
    static List<int[]> inputs(SequenceBatch sequences, int users) {
        Layout layout = sequences.mixed().layout();
        List<int[]> inputs = new ArrayList<>();
        for (int u = 0; u < users; u++) {
            inputs.add(Arrays.copyOfRange(sequences.items(), layout.starts()[u], layout.starts()[u + 1]));
        }
        return inputs;
    }
}
