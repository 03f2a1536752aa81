package org.interweave.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.interweave.core.data.Sequences;
import org.junit.jupiter.api.Test;

class DataShapeTest {
    private final DataShape shape = DataShape.FOOD_KITCHEN;
    private final Sequences sequences = shape.sequences();

    @Test
    void hasTheNumbersAskedFor() {
        assertEquals(7144, sequences.users());
        assertEquals(28_095, shape.catalog().items());
        assertEquals(24.29, sequences.interactions() / 7144.0, 0.3);
        int[] lengths = IntStream.range(0, 7144).map(sequences::length).toArray();
        assertEquals(10, Arrays.stream(lengths).min().orElseThrow());
        assertEquals(50, Arrays.stream(lengths).max().orElseThrow());
    }

    @Test
    void aUserNeverMeetsAnItemTwiceAndKnowsBothDomains() {
        for (int u = 0; u < 200; u++) {
            int[] items = sequences.items(u);
            assertEquals(items.length, Arrays.stream(items).distinct().count(), "user " + u);
            assertTrue(Arrays.stream(items).allMatch(i -> i >= 1 && i <= 28_095), "user " + u);
            assertEquals(
                    2,
                    Arrays.stream(items)
                            .map(shape.catalog()::domainOf)
                            .distinct()
                            .count(),
                    "user " + u);
        }
    }

    @Test
    void isTheSameEveryTime() {
        assertEquals(
                Arrays.toString(sequences.items(77)),
                Arrays.toString(shape.sequences().items(77)));
    }

    @Test
    void anImpossibleMeanIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> new DataShape(10, List.of(50, 50), 60, 50));
    }
}
