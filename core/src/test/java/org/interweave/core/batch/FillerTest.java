package org.interweave.core.batch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.interweave.core.data.Catalog;
import org.interweave.core.data.Domain;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Row counts with filler. */
class FillerTest {
    private static final Catalog CATALOG = new Catalog(List.of(new Domain("a", 1, 70), new Domain("b", 71, 203)));

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 10, 50})
    void largePacksHaveFewRowCountsAndAreNotMuchLarger(int window) {
        Set<Integer> counts = new HashSet<>();
        Set<Integer> steadyCounts = new HashSet<>();
        Set<Integer> users = new HashSet<>();
        for (int tokens = 2048; tokens < 4096; tokens++) {
            int filled = tokens + sum(Filler.lengths(window, tokens));
            assertTrue(filled - tokens < tokens / 32.0, tokens + " became " + filled);
            counts.add(filled);
            int[] steady = Filler.steadyLengths(window, tokens);
            filled = tokens + sum(steady);
            assertTrue(filled - tokens < tokens / 3.0, tokens + " became " + filled);
            assertTrue(
                    Arrays.stream(steady).allMatch(length -> length >= 1 && length <= window), Arrays.toString(steady));
            steadyCounts.add(filled);
            users.add(steady.length);
        }
        assertEquals(33, counts.size()); // 2048, 2112, ..., 4096
        assertTrue(steadyCounts.size() <= 9, steadyCounts.toString());
        assertEquals(1, users.size(), "users differ");
    }

    @Test
    void smallPacksAreLeftAlone() {
        assertArrayEquals(new int[0], Filler.lengths(50, 31));
        assertArrayEquals(new int[0], Filler.steadyLengths(50, 511));
        assertTrue(Filler.steadyLengths(50, 512).length > 0);
    }

    @Test
    void everyDomainIsFilledWithItemsOfItsOwn() {
        SplittableRandom random = new SplittableRandom(5);
        List<int[]> histories = new ArrayList<>();
        for (int u = 0; u < 600; u++) {
            histories.add(random.ints(random.nextInt(1, 9), 0, 204).toArray()); // 0 is a hole
        }
        List<int[]> filled = new ArrayList<>(histories);
        filled.addAll(Filler.steady(CATALOG, 8, histories));
        SequenceBatch batch = SequenceBatch.withHoles(CATALOG, 8, filled);
        for (Branch branch : batch.domains()) {
            int tokens = branch.rows().length;
            assertEquals(0, tokens % 64, "tokens " + tokens);
        }
        for (int[] history : filled.subList(600, filled.size())) {
            assertEquals(
                    1, Arrays.stream(history).map(CATALOG::domainOf).distinct().count());
        }
    }

    private static int sum(int[] lengths) {
        return Arrays.stream(lengths).sum();
    }
}
