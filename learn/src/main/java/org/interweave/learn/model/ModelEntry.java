package org.interweave.learn.model;

import java.util.function.Function;
import org.interweave.core.data.Catalog;
import org.interweave.core.split.TrainingData;

/**
 * A model as the rest of the system knows it.
 *
 * @param id what a user types
 * @param settings the record of its settings; its constructor refuses impossible values
 * @param defaults its specification's values
 * @param training how it is trained unless told otherwise
 * @param negatives how many of each domain it draws per position
 * @param builder makes it
 * @param parity compares it with a fixture
 */
public record ModelEntry<C extends Record>(
        String id,
        Class<C> settings,
        C defaults,
        TrainingConfig training,
        Negatives<C> negatives,
        Builder<C> builder,
        Function<Fixture, ParityReport> parity) {

    /** Makes a model with fresh weights. */
    public interface Builder<C> {
        Recommender build(C settings, TrainingData data, long seed);
    }

    /** Per domain how many negatives a position gets, 0 for none; refuses settings that do not fit the catalogue. */
    public interface Negatives<C> {
        int[] perDomain(C settings, Catalog catalog);
    }

    /** Builds from a record of this entry's settings type. */
    public Recommender build(Record values, TrainingData data, long seed) {
        return builder.build(settings.cast(values), data, seed);
    }

    public int[] negatives(Record values, Catalog catalog) {
        return negatives.perDomain(settings.cast(values), catalog);
    }
}
