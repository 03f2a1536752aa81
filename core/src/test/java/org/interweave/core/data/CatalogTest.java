package org.interweave.core.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.interweave.core.GeneratedData;
import org.junit.jupiter.api.Test;

class CatalogTest {
    private final Catalog catalog = GeneratedData.catalog(3, 1, 4);

    @Test
    void everyItemIsInTheDomainWhoseRangeHoldsIt() {
        int[] expected = {0, 0, 0, 1, 2, 2, 2, 2};
        for (int item = 1; item <= 8; item++) {
            assertEquals(expected[item - 1], catalog.domainOf(item), "item " + item);
        }
        assertEquals(8, catalog.items());
        assertEquals(3, catalog.domainCount());
        assertEquals(4, catalog.domain(2).size());
    }

    @Test
    void itemsOutsideAreNamed() {
        for (int item : new int[] {-1, 0, 9}) {
            assertEquals("item " + item + " is outside the catalogue 1..8", message(() -> catalog.domainOf(item)));
        }
    }

    @Test
    void domainsAreFoundByNameAndAnUnknownNameListsTheKnown() {
        assertEquals(2, catalog.indexOf("c"));
        assertEquals("unknown domain 'd'. Known: a, b, c", message(() -> catalog.indexOf("d")));
    }

    @Test
    void rangesMustFollowEachOtherFromOne() {
        Domain first = new Domain("a", 1, 3);
        assertEquals(
                "domain b starts at item 5, expected 4",
                message(() -> new Catalog(List.of(first, new Domain("b", 5, 6)))));
        assertEquals(
                "domain b starts at item 2, expected 1",
                message(() -> new Catalog(List.of(new Domain("b", 2, 6), first))));
        assertEquals("a catalogue has at least 1 domain, found none", message(() -> new Catalog(List.of())));
        assertEquals("domain b has items 4..3, expected at least one, from 1 on", message(() -> new Domain("b", 4, 3)));
    }

    @Test
    void sequencesAreCopiesOldestFirst() {
        Sequences sequences = new Sequences(new int[] {4, 5, 6, 7}, new long[] {1, 2, 3, 4}, new int[] {0, 3, 4});
        assertEquals(
                List.of(2, 4, 3, 1),
                List.of(sequences.users(), sequences.interactions(), sequences.length(0), sequences.length(1)));
        sequences.items(0)[0] = 99;
        sequences.times(0)[0] = 99;
        assertEquals(
                List.of(4, 5, 6),
                java.util.Arrays.stream(sequences.items(0)).boxed().toList());
        assertEquals(1, sequences.times(0)[0]);
        assertEquals(7, sequences.item(1, 0));
        assertEquals(
                List.of(5),
                java.util.Arrays.stream(sequences.items(0, 1, 2)).boxed().toList());
    }

    @Test
    void sequencesRefuseOffsetsThatDoNotFit() {
        int[] items = {1, 2};
        long[] times = {1, 2};
        for (int[] offsets : new int[][] {{}, {0, 1}, {1, 2}, {0, 2, 1, 2}}) {
            assertThrows(IllegalArgumentException.class, () -> new Sequences(items, times, offsets));
        }
        assertThrows(IllegalArgumentException.class, () -> new Sequences(items, new long[1], new int[] {0, 2}));
    }

    private static String message(org.junit.jupiter.api.function.Executable call) {
        return assertThrows(IllegalArgumentException.class, call).getMessage();
    }
}
