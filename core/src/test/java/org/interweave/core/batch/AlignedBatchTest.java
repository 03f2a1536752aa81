package org.interweave.core.batch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.interweave.core.GeneratedData;
import org.interweave.core.PublishedData;
import org.interweave.core.batch.NextItemTask.MixedNegatives;
import org.interweave.core.data.Catalog;
import org.interweave.core.sample.Seeds;
import org.interweave.core.split.LeaveOneOut;
import org.interweave.core.split.TrainingData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AlignedBatchTest {
    private static AlignedBatch batch(TrainingData data, int[] users, int negatives) {
        NextItemTask task = new NextItemTask(negatives, MixedNegatives.EVERY_DOMAIN, MixedLoss.PER_DOMAIN, false);
        return AlignedBatch.of(data.catalog(), new NextItemCollator(data, new Seeds(1), task).collate(users, 1));
    }

    /** One user whose training part is given. */
    private static AlignedBatch of(int... training) {
        Catalog catalog = GeneratedData.catalog(10, 10);
        TrainingData data = new TrainingData(catalog, 7, new int[] {0}, user -> training);
        return batch(data, data.users(), 2);
    }

    /** Per slot, 0 where there is none. */
    private static int[] items(AlignedBatch batch, Branch branch) {
        return perSlot(
                branch.layout(),
                IntStream.of(branch.rows())
                        .map(row -> batch.sequences().items()[row])
                        .toArray());
    }

    private static int[] perSlot(Layout layout, int[] values) {
        int[] slots = new int[layout.window()];
        for (int row = 0; row < layout.starts()[1]; row++) {
            slots[layout.slots()[row]] = values[row];
        }
        return slots;
    }

    private static int[] positions(Branch branch) {
        return perSlot(branch.layout(), branch.positions());
    }

    @Test
    void anItemStandsWhereTheNextTargetOfItsDomainIs() {
        AlignedBatch batch = of(3, 12, 5, 7, 14, 11, 2, 16);
        Branch a = batch.sequences().domains().get(0);
        Branch b = batch.sequences().domains().get(1);
        assertArrayEquals(
                new int[] {3, 12, 5, 7, 14, 11, 2},
                items(batch, batch.sequences().mixed()));
        assertArrayEquals(new int[] {0, 3, 5, 0, 0, 7, 0}, items(batch, a));
        assertArrayEquals(new int[] {0, 0, 0, 12, 14, 0, 11}, items(batch, b));
        assertArrayEquals(
                new int[] {7, 6, 5, 4, 3, 2, 1}, positions(batch.sequences().mixed()));
        assertArrayEquals(new int[] {0, 3, 2, 0, 0, 1, 0}, positions(a));
        assertArrayEquals(new int[] {0, 0, 0, 3, 2, 0, 1}, positions(b));
        assertArrayEquals(new int[] {5, 7, 2}, batch.domains().get(0).targets().positives());
        assertArrayEquals(
                new int[] {12, 14, 11, 16}, batch.domains().get(1).targets().positives());
        assertArrayEquals(new int[] {0, 1, 2}, batch.domains().get(0).ownRows());
        assertArrayEquals(new int[] {3, 0, 1, 2}, batch.domains().get(1).ownRows()); // nothing before the first
    }

    @Test
    void theMirrorImageIsMirrored() {
        AlignedBatch batch = of(13, 2, 15, 17, 4, 1, 12, 6);
        assertArrayEquals(
                new int[] {0, 13, 15, 0, 0, 17, 0},
                items(batch, batch.sequences().domains().get(1)));
        assertArrayEquals(
                new int[] {0, 0, 0, 2, 4, 0, 1},
                items(batch, batch.sequences().domains().get(0)));
    }

    @Test
    void alternatingDomainsMoveEveryItemByOneStep() {
        AlignedBatch batch = of(1, 11, 2, 12, 3, 13, 4, 14);
        assertArrayEquals(
                new int[] {0, 1, 0, 2, 0, 3, 0},
                items(batch, batch.sequences().domains().get(0)));
        assertArrayEquals(
                new int[] {0, 0, 11, 0, 12, 0, 13},
                items(batch, batch.sequences().domains().get(1)));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void everyDomainsTargetsAreThoseOfTheMergedSequenceWithTheLatestItemBefore(long seed) {
        GeneratedData generated = GeneratedData.of(seed);
        Catalog catalog = generated.catalog();
        TrainingData data = TrainingData.of(catalog, new LeaveOneOut(generated.sequences(), 9));
        AlignedBatch batch = batch(data, data.users(), 3);
        List<int[]> found = new ArrayList<>();
        for (int k = 0; k < catalog.domainCount(); k++) {
            AlignedBatch.DomainTargets steps = batch.domains().get(k);
            Branch branch = batch.sequences().domains().get(k);
            for (int i = 0; i < steps.ownRows().length; i++) {
                int own = steps.ownRows()[i];
                boolean none = own == branch.layout().tokens();
                int before = none ? 0 : batch.sequences().items()[branch.rows()[own]];
                int row = steps.targets().rows()[i];
                int slot = batch.sequences().mixed().layout().slots()[row];
                assertTrue(none || branch.layout().slots()[own] == slot, "seed " + seed);
                found.add(new int[] {row, steps.targets().positives()[i], before});
                assertEquals(3 * catalog.domainCount(), steps.targets().negativesPerRow());
            }
        }
        List<int[]> expected = new ArrayList<>();
        int row = 0;
        for (int user : data.users()) {
            int[] s = data.items().apply(user);
            int first = Math.max(0, s.length - 1 - 9);
            for (int t = first; t < s.length - 1; t++, row++) {
                int domain = catalog.domainOf(s[t + 1]);
                int before = Arrays.stream(s, first, t + 1)
                        .filter(item -> catalog.domainOf(item) == domain)
                        .reduce(0, (earlier, later) -> later);
                expected.add(new int[] {row, s[t + 1], before});
            }
        }
        found.sort((x, y) -> Integer.compare(x[0], y[0]));
        assertArrayEquals(expected.toArray(), found.toArray(), "seed " + seed);
    }

    @Test
    void rowCountsComeFromAShortListAndNobodyReadsTheRest() {
        GeneratedData generated = GeneratedData.of(5);
        TrainingData data = TrainingData.of(generated.catalog(), new LeaveOneOut(generated.sequences(), 9));
        int[] users = IntStream.range(0, 40)
                .flatMap(i -> IntStream.of(data.users()))
                .limit(400)
                .toArray();
        AlignedBatch batch = batch(data, users, 1);
        for (int k = 0; k < generated.catalog().domainCount(); k++) {
            int tokens = batch.sequences().domains().get(k).layout().tokens();
            assertEquals(0, tokens % Integer.highestOneBit(tokens / 33), tokens + " rows");
            int read = (int) IntStream.of(batch.domains().get(k).ownRows())
                    .filter(row -> row < tokens)
                    .count();
            assertTrue(read <= tokens && tokens <= read * 33 / 32, read + " of " + tokens);
        }
    }

    /** Counted on the published data: one step per user has nothing of its target's domain before it. */
    @Test
    void countsOfFoodKitchenAreThePublishedOnes() throws IOException {
        TrainingData data = PublishedData.foodKitchen();
        AlignedBatch batch = batch(data, data.users(), 1);
        assertEquals(75_087, batch.domains().get(0).targets().rows().length);
        assertEquals(77_029, batch.domains().get(1).targets().rows().length);
        assertEquals(152_116, batch.targets());
        long without = 0;
        for (int k = 0; k < 2; k++) {
            int none = batch.sequences().domains().get(k).layout().tokens();
            without += IntStream.of(batch.domains().get(k).ownRows())
                    .filter(row -> row == none)
                    .count();
        }
        assertEquals(7_144, without);
    }

    @Test
    void queriesReadAllItemsOfADomainSideBySide() {
        Catalog catalog = GeneratedData.catalog(10, 10);
        QueryBatch batch = new QueryBatch(catalog, 4, List.of(new int[] {3, 12, 5, 7, 14, 11, 2}, new int[] {1}));
        assertArrayEquals(new int[] {7, 14, 11, 2, 1}, batch.sequences().items());
        SequenceBatch a = batch.sequences(0);
        assertArrayEquals(new int[] {3, 5, 7, 2, 1}, a.items());
        assertArrayEquals(new int[] {0, 1, 2, 3, 3}, a.mixed().layout().slots());
        SequenceBatch b = batch.sequences(1);
        assertArrayEquals(new int[] {12, 14, 11}, b.items());
        assertArrayEquals(new int[] {0, 3, 3}, b.mixed().layout().starts());
    }
}
