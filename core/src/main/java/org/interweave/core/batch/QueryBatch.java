package org.interweave.core.batch;

import java.util.Arrays;
import java.util.List;
import org.interweave.core.data.Catalog;
import org.interweave.core.data.Domain;
import org.interweave.core.split.TrainingData;

/**
 * Users to recommend to.
 *
 * @param window the longest input in tokens
 * @param histories all that is known of each user, oldest first
 */
public record QueryBatch(Catalog catalog, int window, List<int[]> histories) {
    public int users() {
        return histories.size();
    }

    /** The latest items of every user, as many as fit the window. */
    public SequenceBatch sequences() {
        return SequenceBatch.of(
                catalog,
                window,
                histories.stream().map(h -> TrainingData.latest(h, window)).toList());
    }

    /** Every user's latest items of one domain, as many as fit the window, also such as the merged sequence has no room for. */
    public SequenceBatch sequences(int domain) {
        Domain own = catalog.domain(domain);
        return SequenceBatch.of(
                catalog,
                window,
                histories.stream()
                        .map(h -> TrainingData.latest(
                                Arrays.stream(h).filter(own::owns).toArray(), window))
                        .toList());
    }

    /** The same users as those see them who know one domain only. */
    public QueryBatch only(int domain) {
        return new QueryBatch(
                catalog.only(domain),
                window,
                histories.stream().map(catalog.domain(domain)::placesOf).toList());
    }
}
