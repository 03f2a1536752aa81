package org.interweave.core.batch;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.interweave.core.data.Catalog;
import org.interweave.core.data.Domain;
import org.interweave.core.split.TrainingData;

/** The tokens of a Cloze task: a catalogue's items and MASK, which stands for an item to be guessed. To layouts MASK is one more domain, the last one. */
public final class ClozeTokens {
    private final Catalog items;
    private final Catalog all;
    private final int window;

    /** @param known the most items that a user is asked about with; MASK needs one slot more */
    public ClozeTokens(Catalog items, int known) {
        int mask = items.items() + 1;
        List<Domain> domains = new ArrayList<>(items.domains());
        domains.add(new Domain("[MASK]", mask, mask));
        this.items = items;
        this.all = new Catalog(domains);
        this.window = known + 1;
    }

    /** The id of MASK, which follows the last item's. */
    public int mask() {
        return all.items();
    }

    /** The longest sequence: what a query reads and its MASK, or as many items to learn from. */
    public int window() {
        return window;
    }

    /** Sequences of items and MASKs, oldest first, none longer than the window. A large batch ends with tokens of nobody's, so that row counts repeat, of MASKs too. */
    public SequenceBatch batch(List<int[]> sequences) {
        List<int[]> everyones = new ArrayList<>(sequences);
        everyones.addAll(Filler.of(all, window, sequences));
        return SequenceBatch.of(all, window, everyones);
    }

    /** What comes next? The latest items of every user, as many as there is room for, then one MASK. */
    public SequenceBatch asking(QueryBatch batch) {
        List<int[]> sequences = batch.histories().stream().map(this::asking).toList();
        return SequenceBatch.of(all, window, sequences);
    }

    private int[] asking(int[] history) {
        int[] latest = TrainingData.latest(history, window - 1);
        Arrays.stream(latest).forEach(items::domainOf); // an unknown id must not pass for MASK
        return IntStream.concat(Arrays.stream(latest), IntStream.of(mask())).toArray();
    }

    /** Where the MASKs of a batch are. */
    public Branch masks(SequenceBatch batch) {
        return batch.domains().get(items.domainCount());
    }
}
