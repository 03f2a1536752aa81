package org.interweave.learn.model;

import org.interweave.core.batch.MixedLoss;
import org.interweave.core.data.Catalog;

/**
 * A model as the rest of the system knows it.
 *
 * @param id what a user types
 * @param settings the record of its settings; its constructor refuses impossible values
 * @param defaults the paper's values
 */
public record ModelEntry<C extends Record>(
        String id, Class<C> settings, C defaults, Sampling<C> sampling, Builder<C> builder) {

    /** Makes a model with fresh weights for a catalogue; window is the longest input in tokens. */
    public interface Builder<C> {
        Recommender build(C settings, Catalog catalog, int window, long seed);
    }

    /** What the batches of a model hold. */
    public interface Sampling<C> {
        Sample of(C settings);
    }

    /** @param negatives drawn per position and domain */
    public record Sample(int negatives, MixedLoss mixedLoss) {}

    /** Builds from a record of this entry's settings type. */
    public Recommender build(Record values, Catalog catalog, int window, long seed) {
        return builder.build(settings.cast(values), catalog, window, seed);
    }

    public Sample sample(Record values) {
        return sampling.of(settings.cast(values));
    }
}
