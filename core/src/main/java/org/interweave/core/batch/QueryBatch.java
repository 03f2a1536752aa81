package org.interweave.core.batch;

import java.util.List;
import org.interweave.core.data.Catalog;

/** Users to recommend to. */
public record QueryBatch(SequenceBatch sequences) {
    /** Histories, oldest first, none longer than the window. */
    public static QueryBatch of(Catalog catalog, int window, List<int[]> histories) {
        return new QueryBatch(SequenceBatch.of(catalog, window, histories));
    }

    public int users() {
        return sequences.mixed().layout().users();
    }
}
