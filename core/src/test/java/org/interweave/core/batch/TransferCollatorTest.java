package org.interweave.core.batch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.interweave.core.GeneratedData;
import org.interweave.core.PublishedData;
import org.interweave.core.data.Catalog;
import org.interweave.core.data.Domain;
import org.interweave.core.sample.Seeds;
import org.interweave.core.split.LeaveOneOut;
import org.interweave.core.split.TrainingData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TransferCollatorTest {
    private static final int NEGATIVES = 5;

    private static TransferCollator collator(TrainingData data, int target) {
        return new TransferCollator(data, new Seeds(1), target, NEGATIVES);
    }

    private static TransferBatch of(int target, int... training) {
        TrainingData data = new TrainingData(GeneratedData.catalog(10, 10), 7, new int[] {0}, user -> training);
        return collator(data, target).collate(data.users(), 1);
    }

    @Test
    void theLastTrainingItemIsOnlyEverPredicted() {
        int[] training = {3, 12, 15, 7, 11, 2, 14};
        TransferBatch a = of(0, training);
        assertArrayEquals(new int[] {3, 7, 2}, a.sequences().target().items());
        assertArrayEquals(new int[] {12, 15, 11}, a.sequences().source().items());
        assertArrayEquals(new int[] {0, 1}, a.targets().rows());
        assertArrayEquals(new int[] {7, 2}, a.targets().positives());
        TransferBatch b = of(1, training);
        assertArrayEquals(new int[] {12, 15, 11}, b.sequences().target().items());
        assertArrayEquals(new int[] {3, 7, 2}, b.sequences().source().items());
        assertArrayEquals(new int[] {0, 1, 2}, b.targets().rows());
        assertArrayEquals(new int[] {15, 11, 14}, b.targets().positives());
        assertEquals(6, b.tokens());
    }

    @Test
    void whoHasNothingToPredictHasNoTarget() {
        assertEquals(0, of(0, 1, 12, 13).targets().rows().length);
        assertEquals(0, of(0, 12, 13, 1).targets().rows().length);
        assertEquals(0, of(0, 12, 13).targets().rows().length);
        assertEquals(0, of(0).targets().rows().length);
        assertArrayEquals(new int[] {2}, of(0, 1, 12, 2).targets().positives());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void everyTargetIsTheNextItemOfTheDomainAndUsersWeighAlike(long seed) {
        GeneratedData generated = GeneratedData.of(seed);
        TrainingData data = TrainingData.of(generated.catalog(), new LeaveOneOut(generated.sequences(), 6));
        for (int k = 0; k < generated.catalog().domainCount(); k++) {
            Domain domain = generated.catalog().domain(k);
            TransferBatch batch = collator(data, k).collate(data.users(), 3);
            List<int[]> expected = new ArrayList<>(); // row, positive
            int start = 0;
            double weight = 0;
            for (int user : data.users()) {
                int[] s = data.items().apply(user);
                int[] inputs =
                        Arrays.stream(s, 0, s.length - 1).filter(domain::owns).toArray();
                int[] all = Arrays.stream(s).filter(domain::owns).toArray();
                int tokens = Math.min(6, inputs.length);
                int before = expected.size();
                for (int i = 0; i < tokens; i++) {
                    int place = inputs.length - tokens + i;
                    if (place + 1 < all.length) {
                        expected.add(new int[] {start + i, all[place + 1]});
                    }
                }
                weight += expected.size() > before ? 1.0 / data.users().length : 0;
                start += tokens;
            }
            assertArrayEquals(
                    expected.stream().mapToInt(p -> p[0]).toArray(),
                    batch.targets().rows(),
                    "seed " + seed);
            assertArrayEquals(
                    expected.stream().mapToInt(p -> p[1]).toArray(),
                    batch.targets().positives(),
                    "seed " + seed);
            double found = IntStream.range(0, expected.size())
                    .mapToDouble(i -> batch.targets().weights()[i])
                    .sum();
            assertEquals(weight, found, 1e-5, "seed " + seed);
        }
    }

    @Test
    void theTargetsOfAUserShareOneWeight() {
        int[][] training = {{1, 2, 3, 4, 5}, {6, 7}};
        TrainingData data =
                new TrainingData(GeneratedData.catalog(20, 10), 7, new int[] {0, 1}, user -> training[user]);
        Targets targets = collator(data, 0).collate(data.users(), 1).targets();
        assertArrayEquals(new float[] {0.125f, 0.125f, 0.125f, 0.125f, 0.5f}, targets.weights());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void negativesAreDistinctItemsOfTheTargetDomainTheUserDoesNotHave(long seed) {
        GeneratedData generated = GeneratedData.of(seed);
        TrainingData data = TrainingData.of(generated.catalog(), new LeaveOneOut(generated.sequences(), 9));
        TransferBatch batch = collator(data, 1).collate(data.users(), 1);
        int[] starts = batch.sequences().target().mixed().layout().starts();
        assertEquals(NEGATIVES, batch.targets().negativesPerRow());
        int user = 0;
        for (int i = 0; i < batch.targets().rows().length; i++) {
            while (batch.targets().rows()[i] >= starts[user + 1]) {
                user++;
            }
            int[] own = data.items().apply(data.users()[user]);
            Set<Integer> distinct = new HashSet<>();
            for (int j = 0; j < NEGATIVES; j++) {
                int item = batch.targets().negatives()[i * NEGATIVES + j];
                assertEquals(1, generated.catalog().domainOf(item));
                assertTrue(distinct.add(item), "drawn twice: " + item);
                assertTrue(Arrays.stream(own).noneMatch(o -> o == item), "the user's own: " + item);
            }
        }
    }

    @Test
    void whatAUserContributesDoesNotDependOnTheBatch() {
        int[][] training = {{1, 201, 2, 3}, {}, {4, 5, 202, 6, 7}};
        TrainingData data =
                new TrainingData(GeneratedData.catalog(200, 10), 7, new int[] {0, 1, 2}, user -> training[user]);
        TransferCollator collator = collator(data, 0);
        Targets all = collator.collate(data.users(), 2).targets();
        Targets alone = collator.collate(new int[] {2}, 2).targets();
        assertEquals(3, alone.rows().length);
        int[] lastOfAll = Arrays.copyOfRange(all.negatives(), 2 * NEGATIVES, 5 * NEGATIVES);
        assertArrayEquals(alone.negatives(), lastOfAll);
        Targets later = collator.collate(new int[] {2}, 3).targets();
        assertFalse(Arrays.equals(alone.negatives(), later.negatives()));
    }

    /** Rows beyond the users' are rounded up, have no target, and no user holds rows of both packs. */
    @Test
    void largeBatchesHaveRowCountsFromAShortList() {
        Catalog catalog = GeneratedData.catalog(300, 400);
        TrainingData data =
                new TrainingData(catalog, 25, IntStream.range(0, 300).toArray(), user -> new java.util.Random(user)
                        .ints(8 + user % 17, 1, 701)
                        .toArray());
        Set<Integer> counts = new HashSet<>();
        for (int from = 0; from < 100; from += 10) {
            int[] users = IntStream.range(from, from + 200).toArray();
            TransferBatch batch = collator(data, 0).collate(users, 1);
            for (SequenceBatch pack :
                    List.of(batch.sequences().target(), batch.sequences().source())) {
                Layout layout = pack.mixed().layout();
                int real = layout.starts()[users.length];
                assertEquals(0, layout.tokens() % Integer.highestOneBit(real / 32));
                assertTrue(layout.tokens() <= real * 33 / 32 + 1, real + " rows became " + layout.tokens());
                counts.add(layout.tokens());
            }
            int[] sources = batch.sequences().sources();
            int real = batch.sequences().target().mixed().layout().starts()[users.length];
            assertEquals(
                    0,
                    IntStream.range(real, sources.length).map(i -> sources[i]).sum());
            assertTrue(batch.targets().rows()[batch.targets().rows().length - 1] < real);
        }
        assertTrue(counts.size() < 12, counts.toString());
    }

    @Test
    void foodKitchenHasTheCountedTokens() throws IOException {
        TrainingData data = PublishedData.foodKitchen();
        assertEquals(List.of(75_315L, 71_263L, 76_801L, 11_626L, 420_832L, 439_623L), counts(data, 0));
        assertEquals(List.of(76_801L, 73_709L, 75_315L, 11_491L, 505_872L, 535_479L), counts(data, 1));
    }

    @Test
    void beautyElectronicsHasTheCountedTokens() throws IOException {
        TrainingData data = PublishedData.beautyElectronics();
        assertEquals(List.of(44_190L, 41_894L, 56_517L, 5_524L, 323_284L, 336_256L), counts(data, 0));
        assertEquals(List.of(56_517L, 54_339L, 44_190L, 10_759L, 270_208L, 285_692L), counts(data, 1));
    }

    /** Of what the real users have of a batch; nobody's tokens come after theirs. */
    private interface Count {
        long of(TransferBatch batch, int users);
    }

    /** Target tokens, targets, source tokens, target tokens without a source token before, sum of C, sum of D where there is a target. */
    private static List<Long> counts(TrainingData data, int target) {
        TransferCollator collator = new TransferCollator(data, new Seeds(1), target, 1);
        List<Count> counted = List.of(
                (batch, users) -> tokens(batch.sequences().target(), users),
                (batch, users) -> batch.targets().rows().length,
                (batch, users) -> tokens(batch.sequences().source(), users),
                (batch, users) -> before(batch, users).filter(c -> c == 0).count(),
                (batch, users) -> before(batch, users).sum(),
                (batch, users) -> IntStream.of(batch.targets().rows())
                        .map(row -> batch.sequences().sourcesBeforeNext()[row])
                        .sum());
        return counted.stream()
                .map(count -> PublishedData.sum(data, users -> count.of(collator.collate(users, 0), users.length)))
                .toList();
    }

    private static IntStream before(TransferBatch batch, int users) {
        return Arrays.stream(
                batch.sequences().sourcesBefore(), 0, tokens(batch.sequences().target(), users));
    }

    private static int tokens(SequenceBatch pack, int users) {
        return pack.mixed().layout().starts()[users];
    }
}
