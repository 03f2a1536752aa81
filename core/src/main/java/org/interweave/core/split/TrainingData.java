package org.interweave.core.split;

import java.util.Arrays;
import java.util.function.IntFunction;
import org.interweave.core.data.Catalog;
import org.interweave.core.data.Domain;

/**
 * All that a model may learn from.
 *
 * @param window L, the longest input in tokens
 * @param users those with something to predict, ascending
 * @param items s_1..s_{n-2} of a user, oldest first
 */
public record TrainingData(Catalog catalog, int window, int[] users, IntFunction<int[]> items) {
    /** What a split leaves for training. */
    public static TrainingData of(Catalog catalog, LeaveOneOut split) {
        return new TrainingData(catalog, split.window(), split.trainingUsers(), split::trainingItems);
    }

    /** What is to be learned from one domain, which becomes the whole catalogue: its first item is item 1. The users stay, also those who have nothing in it. */
    public TrainingData only(int domain) {
        Domain own = catalog.domain(domain);
        return new TrainingData(catalog.only(domain), window, users, user -> own.placesOf(items.apply(user)));
    }

    /** A user's items, their latest {@code count} at most. */
    public static int[] latest(int[] items, int count) {
        return Arrays.copyOfRange(items, Math.max(0, items.length - count), items.length);
    }
}
