package org.interweave.core.sample;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.Arrays;
import org.interweave.core.GeneratedData;
import org.interweave.core.split.LeaveOneOut;
import org.interweave.core.split.Split;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CandidatesTest {
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void listsHoldTheTargetThenForeignItemsOfItsDomain(long seed) {
        GeneratedData data = GeneratedData.of(seed);
        LeaveOneOut split = new LeaveOneOut(data.sequences(), 10);
        for (Split which : Split.values()) {
            Candidates candidates = candidates(data, split, which, 9);
            int[] users = candidates.users();
            for (int i = 0; i < users.length; i++) {
                int[] list = candidates.list(i);
                int[] history = data.users().get(users[i]);
                assertEquals(history[history.length - (which == Split.TEST ? 1 : 2)], list[0]);
                assertEquals(16, list.length);
                assertEquals(16, Arrays.stream(list).distinct().count());
                for (int c = 1; c < list.length; c++) {
                    int negative = list[c];
                    assertEquals(
                            data.catalog().domainOf(list[0]), data.catalog().domainOf(negative));
                    assertFalse(Arrays.stream(history).anyMatch(own -> own == negative), "seed " + seed);
                }
                assertArrayEquals(list, candidates.list(i));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void equalHashesMeanEqualLists(long seed) {
        GeneratedData data = GeneratedData.of(seed);
        LeaveOneOut split = new LeaveOneOut(data.sequences(), 10);
        String hash = candidates(data, split, Split.TEST, 9).hash();
        assertEquals(hash, candidates(data, split, Split.TEST, 9).hash());
        assertNotEquals(hash, candidates(data, split, Split.TEST, 8).hash());
        assertNotEquals(hash, candidates(data, split, Split.VALIDATION, 9).hash());
    }

    private static Candidates candidates(GeneratedData data, LeaveOneOut split, Split which, long seed) {
        return new Candidates(data.catalog(), data.sequences(), split, which, seed, 15);
    }
}
