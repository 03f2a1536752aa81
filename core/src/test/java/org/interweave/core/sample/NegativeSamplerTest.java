package org.interweave.core.sample;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.interweave.core.GeneratedData;
import org.interweave.core.data.Catalog;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NegativeSamplerTest {
    private static final Catalog CATALOG = GeneratedData.catalog(20, 30); // items 1..20 and 21..50

    /** Few of many and most of many are drawn in different ways; both must be fair: every free item equally often. */
    @ParameterizedTest
    @ValueSource(ints = {3, 20})
    void everyFreeItemIsDrawnEquallyOften(int count) {
        NegativeSampler sampler = new NegativeSampler(CATALOG);
        sampler.exclude(new int[] {21, 22, 22, 5});
        int[] seen = new int[51];
        int rounds = 20_000;
        int[] out = new int[count];
        SplittableRandom random = new SplittableRandom(7);
        for (int i = 0; i < rounds; i++) {
            sampler.draw(1, count, random, out, 0);
            for (int item : out) {
                seen[item]++;
            }
        }
        double expected = rounds * (double) count / 28;
        for (int item = 1; item <= 50; item++) {
            if (item <= 22) {
                assertEquals(0, seen[item], "item " + item);
            } else {
                assertEquals(expected, seen[item], 6 * Math.sqrt(expected), "item " + item);
            }
        }
    }

    @Test
    void aNewUserForgetsTheOneBefore() {
        NegativeSampler sampler = new NegativeSampler(CATALOG);
        sampler.exclude(new int[] {1, 2, 3});
        assertEquals(17, sampler.free(0));
        sampler.exclude(new int[] {4});
        assertEquals(19, sampler.free(0));
        int[] out = new int[19];
        sampler.draw(0, 19, new SplittableRandom(1), out, 0);
        Arrays.sort(out);
        assertFalse(Arrays.stream(out).anyMatch(item -> item == 4));
        assertEquals(19, Arrays.stream(out).distinct().count());
    }

    @Test
    void moreThanTheDomainHoldsIsRefused() {
        NegativeSampler sampler = new NegativeSampler(CATALOG);
        sampler.exclude(new int[] {1});
        IllegalArgumentException e = assertThrows(
                IllegalArgumentException.class, () -> sampler.draw(0, 20, new SplittableRandom(1), new int[20], 0));
        assertTrue(e.getMessage().contains("negatives (20)") && e.getMessage().contains("20 items"), e.getMessage());
    }

    @Test
    void streamsAreNamedAndRepeat() {
        Seeds seeds = new Seeds(3407);
        assertEquals(seeds.derive("a", 1, 2), new Seeds(3407).derive("a", 1, 2));
        long[] different = {
            seeds.derive("a", 1, 2),
            seeds.derive("a", 2, 1),
            seeds.derive("b", 1, 2),
            seeds.derive("a", 1),
            new Seeds(0).derive("a", 1, 2)
        };
        assertEquals(different.length, Arrays.stream(different).distinct().count());
        int[] values = {1, 2, 3, 4, 5, 6, 7, 8};
        int[] shuffled = seeds.shuffled(values, "order", 1);
        assertFalse(Arrays.equals(values, shuffled));
        Arrays.sort(shuffled);
        assertArrayEquals(values, shuffled);
    }
}
