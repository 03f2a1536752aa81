package org.interweave.core.batch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.interweave.core.GeneratedData;
import org.interweave.core.data.Catalog;
import org.interweave.core.sample.Seeds;
import org.interweave.core.split.TrainingData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A batch against its definition, worked out user by user from the plain sequences. */
class ClozeCollatorTest {
    private static final int KNOWN = 9; // shorter than many histories
    private static final int NEGATIVES = 5;
    private static final ClozeTask TASK = new ClozeTask(NEGATIVES, 0.6, 0.3);

    @ParameterizedTest
    @CsvSource({"0.6, 1, 1", "0.6, 3, 2", "0.6, 10, 6", "0.6, 48, 29", "0.5, 3, 2", "0.01, 48, 1", "1, 7, 7", "0, 4, 1"
    })
    void hidesTheShareRoundedHalfUpAndAtLeastOne(double share, int length, int count) {
        int[] hidden = new ClozeTask(1, share, 0).hidden(length, new SplittableRandom(1));
        assertEquals(count, hidden.length);
        assertArrayEquals(
                IntStream.range(0, length)
                        .filter(i -> Arrays.binarySearch(hidden, i) >= 0)
                        .toArray(),
                hidden);
        assertEquals(0, new ClozeTask(1, share, 0).hidden(0, new SplittableRandom(1)).length);
    }

    @Test
    void placesAreEquallyLikelyAndTheLastAloneHasItsShare() {
        SplittableRandom random = new SplittableRandom(2);
        ClozeTask task = new ClozeTask(1, 0.6, 1.0 / 11);
        int[] times = new int[10];
        int lastOnly = 0;
        int draws = 20_000;
        for (int i = 0; i < draws; i++) {
            int[] hidden = task.hidden(10, random);
            if (hidden.length == 1) {
                assertEquals(9, hidden[0]);
                lastOnly++;
                continue;
            }
            for (int place : hidden) {
                times[place]++;
            }
        }
        assertEquals(1.0 / 11, lastOnly / (double) draws, 0.01);
        double expected = 0.6 * (draws - lastOnly);
        double chiSquare = Arrays.stream(times)
                .mapToDouble(n -> (n - expected) * (n - expected) / expected)
                .sum();
        assertTrue(chiSquare < 28, "chi-square " + chiSquare); // 9 degrees of freedom: above that once in 1,000
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void behindEveryMaskIsTheItemThatStoodThere(long seed) {
        GeneratedData generated = GeneratedData.of(seed);
        TrainingData data = data(generated);
        ClozeTokens tokens = new ClozeTokens(data.catalog(), KNOWN);
        assertEquals(data.catalog().items() + 1, tokens.mask());
        ClozeBatch batch = collator(data, seed, TASK).collate(data.users(), 3);
        Branch masks = tokens.masks(batch.sequences());
        Layout layout = batch.sequences().mixed().layout();
        int row = 0;
        int target = 0;
        for (int u = 0; u < data.users().length; u++) {
            int[] items = data.items().apply(data.users()[u]);
            int[] latest = Arrays.copyOfRange(items, Math.max(0, items.length - KNOWN - 1), items.length);
            assertEquals(latest.length, layout.starts()[u + 1] - layout.starts()[u], "a slot more than queries have");
            for (int i = 0; i < latest.length; i++, row++) {
                assertEquals(KNOWN + 1 - latest.length + i, layout.slots()[row]);
                assertEquals(latest.length - i, batch.sequences().mixed().positions()[row]);
                if (batch.sequences().items()[row] == tokens.mask()) {
                    assertEquals(latest[i], batch.targets().positives()[target], "seed " + seed);
                    assertEquals(row, masks.rows()[batch.targets().rows()[target++]], "seed " + seed);
                } else {
                    assertEquals(latest[i], batch.sequences().items()[row], "seed " + seed);
                }
            }
            assertEquals(target, masks.layout().starts()[u + 1]);
        }
        assertEquals(target, batch.targets().rows().length);
        assertTrue(target > 0 && target < row);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void weightsAverageOverAUsersHiddenItemsOfADomainThenOverUsers(long seed) {
        TrainingData data = data(GeneratedData.of(seed));
        ClozeBatch batch = collator(data, seed, TASK).collate(data.users(), 1);
        int[] starts = new ClozeTokens(data.catalog(), KNOWN)
                .masks(batch.sequences())
                .layout()
                .starts();
        double expected = 0;
        for (int u = 0; u < data.users().length; u++) {
            double[] ofUser = new double[data.catalog().domainCount()];
            for (int row = starts[u]; row < starts[u + 1]; row++) {
                ofUser[data.catalog().domainOf(batch.targets().positives()[row])] +=
                        batch.targets().weights()[row];
            }
            for (double sum : ofUser) {
                assertTrue(sum == 0 || Math.abs(sum - 1.0 / data.users().length) < 1e-6, "seed " + seed + ": " + sum);
                expected += sum;
            }
        }
        assertTrue(expected > 0.5, "seed " + seed);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void negativesAreOfEveryDomainInTurnAndNoneOfTheUsersItems(long seed) {
        GeneratedData generated = GeneratedData.of(seed);
        TrainingData data = data(generated);
        Catalog catalog = data.catalog();
        ClozeBatch batch = collator(data, seed, TASK).collate(data.users(), 1);
        int[] starts = new ClozeTokens(catalog, KNOWN)
                .masks(batch.sequences())
                .layout()
                .starts();
        int perRow = catalog.domainCount() * NEGATIVES;
        assertEquals(perRow, batch.targets().negativesPerRow());
        for (int u = 0; u < data.users().length; u++) {
            Set<Integer> own = new HashSet<>();
            Arrays.stream(data.items().apply(data.users()[u])).forEach(own::add); // cut-off ones and visible ones too
            for (int row = starts[u]; row < starts[u + 1]; row++) {
                Set<Integer> drawn = new HashSet<>();
                for (int i = 0; i < perRow; i++) {
                    int item = batch.targets().negatives()[row * perRow + i];
                    assertEquals(i / NEGATIVES, catalog.domainOf(item));
                    assertTrue(drawn.add(item) && !own.contains(item), "seed " + seed + ", item " + item);
                }
            }
        }
    }

    @Test
    void whatAUserContributesDependsOnTheEpochAndNotOnTheBatch() {
        TrainingData data = data(GeneratedData.of(5));
        ClozeCollator collator = collator(data, 5, TASK);
        int user = Arrays.stream(data.users())
                .filter(u -> data.items().apply(u).length > 8)
                .findFirst()
                .orElseThrow();
        ClozeBatch alone = collator.collate(new int[] {user}, 2);
        ClozeBatch all = collator.collate(data.users(), 2);
        Branch masks = new ClozeTokens(data.catalog(), KNOWN).masks(all.sequences());
        int from = masks.layout().starts()[Arrays.binarySearch(data.users(), user)];
        int to = from + alone.targets().rows().length;
        assertArrayEquals(
                alone.targets().positives(), Arrays.copyOfRange(all.targets().positives(), from, to));
        int n = alone.targets().negativesPerRow();
        assertArrayEquals(
                alone.targets().negatives(), Arrays.copyOfRange(all.targets().negatives(), from * n, to * n));
        Set<List<Integer>> masked = new HashSet<>();
        for (int epoch = 0; epoch < 10; epoch++) {
            SequenceBatch sequences = collator.collate(new int[] {user}, epoch).sequences();
            masked.add(Arrays.stream(sequences.items()).boxed().toList());
        }
        assertTrue(masked.size() > 5, "only " + masked.size() + " ways in 10 epochs");
    }

    @Test
    void whoHasNothingHasNoTargetAndCounts() {
        Catalog catalog = GeneratedData.catalog(20, 20);
        int[][] items = {{}, {3, 25, 7, 31}};
        TrainingData data = new TrainingData(catalog, KNOWN, new int[] {0, 1}, user -> items[user]);
        ClozeBatch batch = collator(data, 1, new ClozeTask(2, 1, 0)).collate(data.users(), 1);
        assertArrayEquals(items[1], batch.targets().positives());
        for (float weight : batch.targets().weights()) {
            assertEquals(0.25f, weight); // two users, two of either domain
        }
        ClozeBatch none = collator(data, 1, TASK).collate(new int[] {0}, 1);
        assertEquals(0, none.targets().rows().length);
        assertEquals(0, none.sequences().items().length);
    }

    @Test
    void largeBatchesHaveRowCountsOfTokensAndMasksFromAShortList() {
        Catalog catalog = GeneratedData.catalog(300, 400);
        Random random = new Random(1);
        List<int[]> histories = new ArrayList<>();
        for (int u = 0; u < 400; u++) {
            histories.add(random.ints(6 + random.nextInt(4), 1, 701).toArray());
        }
        TrainingData data =
                new TrainingData(catalog, KNOWN, IntStream.range(0, 400).toArray(), histories::get);
        ClozeTokens tokens = new ClozeTokens(catalog, KNOWN);
        ClozeCollator collator = collator(data, 1, TASK);
        for (int from = 0; from + 200 <= 400; from += 20) {
            ClozeBatch batch =
                    collator.collate(IntStream.range(from, from + 200).toArray(), 1);
            int masks = tokens.masks(batch.sequences()).layout().tokens();
            int targets = batch.targets().rows().length;
            assertEquals(0, masks % 16);
            assertTrue(masks >= targets && masks <= targets * 33 / 32 + 1, targets + " became " + masks);
            assertEquals(0, batch.sequences().items().length % 8);
        }
    }

    @Test
    void aQueryIsTheLatestItemsAndOneMask() {
        Catalog catalog = GeneratedData.catalog(60, 60);
        ClozeTokens tokens = new ClozeTokens(catalog, 47);
        assertEquals(48, tokens.window());
        int[] fifty = IntStream.rangeClosed(1, 50).toArray();
        SequenceBatch asking = tokens.asking(new QueryBatch(catalog, 47, List.of(fifty, new int[] {100}, new int[0])));
        Layout layout = asking.mixed().layout();
        assertArrayEquals(new int[] {0, 48, 50, 51}, layout.starts());
        assertArrayEquals(
                IntStream.rangeClosed(4, 51).map(i -> i == 51 ? 121 : i).toArray(), Arrays.copyOf(asking.items(), 48));
        assertArrayEquals(new int[] {100, 121, 121}, Arrays.copyOfRange(asking.items(), 48, 51));
        assertArrayEquals(new int[] {47, 47, 47}, tokens.masks(asking).layout().slots());
        assertArrayEquals(new int[] {47, 49, 50}, tokens.masks(asking).rows());
        assertEquals(1, asking.mixed().positions()[47]);
        assertEquals(2, asking.mixed().positions()[46]);
    }

    @Test
    void anUnknownItemDoesNotPassForMask() {
        Catalog catalog = GeneratedData.catalog(60, 60);
        QueryBatch batch = new QueryBatch(catalog, 47, List.of(new int[] {5, 121}));
        String message = assertThrows(IllegalArgumentException.class, () -> new ClozeTokens(catalog, 47).asking(batch))
                .getMessage();
        assertTrue(message.contains("121") && message.contains("1..120"), message);
    }

    private static ClozeCollator collator(TrainingData data, long seed, ClozeTask task) {
        return new ClozeCollator(data, new Seeds(seed), task);
    }

    /** Every user's items, also of those who have one. */
    private static TrainingData data(GeneratedData generated) {
        int users = generated.users().size();
        return new TrainingData(
                generated.catalog(), KNOWN, IntStream.range(0, users).toArray(), user -> generated
                        .users()
                        .get(user));
    }
}
