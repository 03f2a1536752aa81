package org.interweave.learn.model.c2dsr;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.interweave.core.batch.SequenceBatch;
import org.interweave.core.batch.Targets;
import org.interweave.core.data.Catalog;
import org.interweave.core.data.Domain;
import org.interweave.core.sample.Seeds;
import org.interweave.core.split.TrainingData;
import org.junit.jupiter.api.Test;

class C2dsrBatchTest {
    private static final Catalog TWO = new Catalog(List.of(new Domain("a", 1, 3), new Domain("b", 4, 5)));
    private static final Catalog THREE =
            new Catalog(List.of(new Domain("a", 1, 3), new Domain("b", 4, 6), new Domain("c", 7, 9)));

    private static C2dsrCollator collator(Catalog catalog, String lambda, int[]... sequences) {
        TrainingData data = new TrainingData(
                catalog, 6, IntStream.range(0, sequences.length).toArray(), u -> sequences[u]);
        return new C2dsrCollator(data, new Seeds(1), C2dsrTest.config("lambda=" + lambda));
    }

    private static C2dsrBatch batch(Catalog catalog, int[]... sequences) {
        int[] users = IntStream.range(0, sequences.length).toArray();
        return collator(catalog, "0.7", sequences).collate(users, 1);
    }

    @Test
    void aSequenceBecomesTheseTargetsPositionsAndContrasts() {
        C2dsrBatch batch = batch(TWO, new int[] {2, 4, 1, 5, 3});
        SequenceBatch inputs = batch.next().sequences();
        assertArrayEquals(new int[] {2, 4, 1, 5}, inputs.items());
        assertArrayEquals(new int[] {2, 3, 4, 5}, inputs.mixed().layout().slots());
        assertArrayEquals(new int[] {1, 2, 3, 4}, Positions.OLDEST.of(inputs.mixed()));
        assertArrayEquals(new int[] {1, 2}, Positions.OLDEST.of(inputs.domains().get(0)));
        assertArrayEquals(new int[] {4, 3, 2, 1}, Positions.NEWEST.of(inputs.mixed()));
        assertTargets(batch.next().mixed(), new int[] {0, 1, 2, 3}, new int[] {4, 1, 5, 3});
        assertTargets(batch.next().domains().get(0), new int[] {0, 1}, new int[] {1, 3});
        assertTargets(batch.next().domains().get(1), new int[] {0}, new int[] {5});

        Contrast a = batch.contrasts().get(0);
        assertArrayEquals(new int[] {0, 1}, a.own().columns()); // 2 and 1
        assertArrayEquals(new float[] {.5f, .5f}, a.own().values());
        assertArrayEquals(new int[] {1}, a.others().columns()); // 4; 5 has no target of its domain
        assertArrayEquals(new int[] {4 + 1}, a.corrupted().columns());
        Contrast b = batch.contrasts().get(1);
        assertArrayEquals(new int[] {0}, b.own().columns());
        assertArrayEquals(new int[] {0, 2}, b.others().columns());
        assertArrayEquals(new int[] {8, 8 + 2}, b.corrupted().columns());
    }

    private static void assertTargets(Targets targets, int[] rows, int[] positives) {
        assertArrayEquals(rows, targets.rows());
        assertArrayEquals(positives, targets.positives());
        assertEquals(0, targets.negativesPerRow());
    }

    /** Who lacks a target of the domain, or of all others, is left out and counts in no mean; a mean is each user's own. */
    @Test
    void whoKnowsOneDomainAloneTakesNoPart() {
        C2dsrBatch batch = batch(
                TWO,
                new int[] {4, 5, 4},
                new int[] {1, 4, 2, 5, 3},
                new int[] {4, 5, 1}, // the only item of a is the last target
                new int[] {3, 5, 4, 2});
        for (Contrast contrast : batch.contrasts()) {
            assertArrayEquals(new int[] {1, 3}, contrast.users());
        }
        Contrast a = batch.contrasts().get(0);
        assertArrayEquals(new int[] {0, 2, 3}, a.own().starts());
        assertArrayEquals(new int[] {0, 1, 2}, a.own().columns());
        assertArrayEquals(new float[] {.5f, .5f, 1}, a.own().values());
        assertArrayEquals(new int[] {3, 9}, a.others().columns());
        assertArrayEquals(new int[] {3 + 11, 9 + 11}, a.corrupted().columns());
        int[] starts = batch.merged().mixed().layout().starts();
        assertArrayEquals(new int[] {0, 2, 6, 8, 11, 13, 17, 19, 22, 24, 28, 30, 33}, starts);
    }

    @Test
    void withThreeDomainsTheOthersAreBoth() {
        C2dsrBatch batch = batch(THREE, new int[] {1, 4, 7, 2, 8, 5, 3});
        Contrast b = batch.contrasts().get(1);
        assertArrayEquals(new int[] {0}, b.own().columns()); // 4
        assertArrayEquals(new int[] {0, 3, 2}, b.others().columns()); // 1, 2 and 7
        int[] items = Arrays.copyOfRange(batch.merged().items(), 12, 18); // the second copy
        assertArrayEquals(
                new int[] {1, 7, 2, 8},
                Arrays.stream(items).filter(i -> i < 4 || i > 6).toArray());
        assertEquals(3, batch.contrasts().size());
    }

    @Test
    void aCopyReplacesTheItemsOfOneDomainByAnyOfIt() {
        C2dsrCollator collator = collator(TWO, "0.7", new int[] {2, 4, 1, 5, 3});
        Set<List<Integer>> ofA = new HashSet<>();
        Set<List<Integer>> ofB = new HashSet<>();
        for (int epoch = 0; epoch < 300; epoch++) {
            int[] items = collator.collate(new int[] {0}, epoch).merged().items();
            assertArrayEquals(new int[] {2, 4, 1, 5}, Arrays.copyOf(items, 4));
            assertArrayEquals(new int[] {4, 5}, new int[] {items[5], items[7]});
            assertArrayEquals(new int[] {2, 1}, new int[] {items[8], items[10]});
            ofA.add(List.of(items[4], items[6]));
            ofB.add(List.of(items[9], items[11]));
        }
        assertEquals(9, ofA.size());
        assertTrue(ofA.stream().flatMap(List::stream).allMatch(item -> item >= 1 && item <= 3));
        assertEquals(4, ofB.size());
        assertTrue(ofB.stream().flatMap(List::stream).allMatch(item -> item >= 4 && item <= 5));
    }

    @Test
    void whatReplacesAUsersItemsDependsOnNobodyElse() {
        int[] history = {1, 2, 3, 1, 2, 3, 1};
        C2dsrCollator collator = collator(TWO, "0.7", history, history);
        int[] alone = collator.collate(new int[] {1}, 5).merged().items();
        int[] both = collator.collate(new int[] {0, 1}, 5).merged().items();
        assertArrayEquals(Arrays.copyOfRange(alone, 6, 12), Arrays.copyOfRange(both, 18, 24));
        int[] later = collator.collate(new int[] {1}, 6).merged().items();
        assertTrue(!Arrays.equals(alone, later));
    }

    @Test
    void withoutInfoMaxNothingIsCopied() {
        C2dsrBatch batch = collator(TWO, "1", new int[] {2, 4, 1, 5, 3}).collate(new int[] {0}, 1);
        assertSame(batch.next().sequences(), batch.merged());
        assertTrue(batch.contrasts().isEmpty());
    }
}
