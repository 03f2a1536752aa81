package org.interweave.core.baseline;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.interweave.core.GeneratedData;
import org.interweave.core.split.LeaveOneOut;
import org.junit.jupiter.api.Test;

class BaselineTest {
    // Training knows {1, 2, 4}, {1, 4} and {2, 5}: the last two of each are held out.
    private final GeneratedData data = GeneratedData.of(
            GeneratedData.catalog(3, 3),
            List.of(new int[] {1, 2, 4, 3, 3}, new int[] {1, 4, 3, 6}, new int[] {2, 5, 6, 6}));
    private final LeaveOneOut split = new LeaveOneOut(data.sequences(), 10);

    @Test
    void popularityCountsTrainingInteractionsAlone() {
        Popularity popularity = new Popularity(data.catalog(), split, 3);
        assertArrayEquals(new float[] {2, 2, 0}, popularity.scores(0, List.of(new int[] {4}))[0]);
        assertArrayEquals(new float[] {2, 1, 0}, popularity.scores(1, List.of(new int[] {4}))[0]);
        assertArrayEquals(new float[] {1, 2}, popularity.scores(1, List.of(new int[] {4}), new int[][] {{5, 4}})[0]);
    }

    @Test
    void cooccurrenceIsTheCosineOfTheItemsUsers() {
        Cooccurrence cooccurrence = new Cooccurrence(data.catalog(), split, 3);
        float[] scores = cooccurrence.scores(1, List.of(new int[] {1, 2}))[0];
        assertEquals(2 / Math.sqrt(2 * 2) + 1 / Math.sqrt(2 * 2), scores[0], 1e-6); // item 4 with 1, and with 2
        assertEquals(1 / Math.sqrt(2 * 1), scores[1], 1e-6); // item 5 with 2
        assertEquals(0, scores[2]);
        assertEquals(scores[1], cooccurrence.scores(1, List.of(new int[] {1, 2}), new int[][] {{5}})[0][0]);
    }
}
