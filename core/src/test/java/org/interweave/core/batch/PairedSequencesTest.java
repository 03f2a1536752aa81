package org.interweave.core.batch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.interweave.core.GeneratedData;
import org.interweave.core.data.Catalog;
import org.interweave.core.data.Domain;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PairedSequencesTest {
    private static final Catalog CATALOG = GeneratedData.catalog(10, 10);

    private static PairedSequences of(int target, int window, int[]... histories) {
        return PairedSequences.of(CATALOG, target, window, List.of(histories));
    }

    @Test
    void bothDomainsTakeTheirTurnAsTarget() {
        int[] history = {3, 12, 15, 7, 11, 2};
        PairedSequences a = of(0, 7, history);
        assertArrayEquals(new int[] {3, 7, 2}, a.target().items());
        assertArrayEquals(new int[] {12, 15, 11}, a.source().items());
        assertArrayEquals(new int[] {0, 2, 3}, a.sourcesBefore());
        assertArrayEquals(new int[] {2, 3, 3}, a.sourcesBeforeNext());
        PairedSequences b = of(1, 7, history);
        assertArrayEquals(new int[] {12, 15, 11}, b.target().items());
        assertArrayEquals(new int[] {3, 7, 2}, b.source().items());
        assertArrayEquals(new int[] {1, 1, 2}, b.sourcesBefore());
        assertArrayEquals(new int[] {1, 2, 3}, b.sourcesBeforeNext());
    }

    @Test
    void eachPackIsRightAlignedAndNumberedByItself() {
        PairedSequences pair = of(0, 7, new int[] {3, 12, 15, 7, 11, 2}, new int[] {13}, new int[] {4, 5});
        assertArrayEquals(
                new int[] {4, 5, 6, 5, 6}, pair.target().mixed().layout().slots());
        assertArrayEquals(new int[] {3, 2, 1, 2, 1}, pair.target().mixed().positions());
        assertArrayEquals(new int[] {4, 5, 6, 6}, pair.source().mixed().layout().slots());
        assertArrayEquals(new int[] {3, 2, 1, 1}, pair.source().mixed().positions());
        assertArrayEquals(new int[] {0, 3, 3, 5}, pair.target().mixed().layout().starts());
        assertArrayEquals(new int[] {0, 3, 4, 4}, pair.source().mixed().layout().starts());
        assertArrayEquals(new int[] {3, 3, 3, 0, 0}, pair.sources());
    }

    @Test
    void aHistoryIsSplitBeforeItIsCutAndCountsAreOfWhatIsLeft() {
        PairedSequences pair = of(0, 3, new int[] {1, 11, 2, 12, 3, 13, 4, 14, 15, 5, 16});
        assertArrayEquals(new int[] {3, 4, 5}, pair.target().items());
        assertArrayEquals(new int[] {14, 15, 16}, pair.source().items());
        assertArrayEquals(new int[] {0, 0, 2}, pair.sourcesBefore());
        assertArrayEquals(new int[] {0, 2, 3}, pair.sourcesBeforeNext());
    }

    @Test
    void theNewestKnownSourceTokensAreNamedOnce() {
        PairedSequences pair =
                of(0, 7, new int[] {3, 12, 15, 7, 8, 11, 2}, new int[] {4, 5}, new int[] {13}, new int[] {14, 6});
        PairedSequences.Newest causal = pair.newest(SourceScope.CAUSAL.known(pair)); // 2, 2, 3, 3, -, -, 1
        assertArrayEquals(new int[] {0, 0, 1, 1, 3, 3, 2}, causal.rows());
        assertArrayEquals(new int[] {5, 6, 6}, causal.tokens().slots());
        assertArrayEquals(new int[] {0, 2, 2, 2, 3}, causal.tokens().starts());
        PairedSequences.Newest all = pair.newest(SourceScope.STATIC.known(pair));
        assertArrayEquals(new int[] {0, 0, 0, 0, 2, 2, 1}, all.rows());
        assertArrayEquals(new int[] {6, 6}, all.tokens().slots()); // of the third user nobody asks
        assertArrayEquals(new int[] {0, 1, 1, 1, 2}, all.tokens().starts());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void allOtherDomainsAreTheSourceInTheirOrder(long seed) {
        GeneratedData data = GeneratedData.of(seed);
        for (int k = 0; k < data.catalog().domainCount(); k++) {
            Domain domain = data.catalog().domain(k);
            PairedSequences pair = PairedSequences.of(data.catalog(), k, 30, data.users());
            List<int[]> targets = new ArrayList<>(); // item, C, D, all
            List<Integer> sources = new ArrayList<>();
            for (int[] s : data.users()) {
                for (int i = 0; i < s.length; i++) {
                    if (!domain.owns(s[i])) {
                        sources.add(s[i]);
                        continue;
                    }
                    int next = i + 1;
                    while (next < s.length && !domain.owns(s[next])) {
                        next++;
                    }
                    targets.add(
                            new int[] {s[i], others(domain, s, i), others(domain, s, next), others(domain, s, s.length)
                            });
                }
            }
            assertArrayEquals(column(targets, 0), pair.target().items(), "seed " + seed);
            assertArrayEquals(column(targets, 1), pair.sourcesBefore(), "seed " + seed);
            assertArrayEquals(column(targets, 2), pair.sourcesBeforeNext(), "seed " + seed);
            assertArrayEquals(column(targets, 3), pair.sources(), "seed " + seed);
            assertArrayEquals(
                    sources.stream().mapToInt(i -> i).toArray(), pair.source().items(), "seed " + seed);
            assertNewest(pair, pair.sourcesBefore());
            assertNewest(pair, pair.sourcesBeforeNext());
        }
    }

    private static int others(Domain domain, int[] items, int end) {
        return (int)
                Arrays.stream(items, 0, end).filter(item -> !domain.owns(item)).count();
    }

    private static int[] column(List<int[]> rows, int column) {
        return rows.stream().mapToInt(row -> row[column]).toArray();
    }

    /** By way of the named tokens every target token comes to the source token that its count says. */
    private static void assertNewest(PairedSequences pair, int[] known) {
        PairedSequences.Newest newest = pair.newest(known);
        int[] lastSlots = pair.lastSourceSlots(known);
        int[] inSource = pair.source().mixed().layout().rowsOf(newest.tokens());
        int[] starts = pair.target().mixed().layout().starts();
        for (int u = 0; u + 1 < starts.length; u++) {
            for (int row = starts[u]; row < starts[u + 1]; row++) {
                if (known[row] == 0) {
                    assertEquals(newest.tokens().tokens(), newest.rows()[row]);
                    assertEquals(-1, lastSlots[row]);
                } else {
                    int expected = pair.source().mixed().layout().starts()[u] + known[row] - 1;
                    assertEquals(expected, inSource[newest.rows()[row]]);
                    assertEquals(pair.source().mixed().layout().slots()[expected], lastSlots[row]);
                }
            }
        }
        assertEquals(
                IntStream.of(newest.rows())
                        .filter(row -> row < newest.tokens().tokens())
                        .distinct()
                        .count(),
                newest.tokens().tokens());
    }

    @Test
    void packsOfDifferentUsersAreRefused() {
        PairedSequences one = of(0, 7, new int[] {1, 11});
        PairedSequences two = of(0, 7, new int[] {1, 11}, new int[] {12});
        String message = assertThrows(
                        IllegalArgumentException.class,
                        () -> new PairedSequences(one.target(), two.source(), one.sourcesBefore()))
                .getMessage();
        assertTrue(message.contains("1 target tokens of 1 users") && message.contains("of 2 users"), message);
    }
}
