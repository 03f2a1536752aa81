package org.interweave.core.batch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.interweave.core.GeneratedData;
import org.interweave.core.data.Catalog;
import org.interweave.core.sample.Seeds;
import org.interweave.core.split.LeaveOneOut;
import org.interweave.core.split.TrainingData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A batch against its definition, worked out user by user from the plain sequences. */
class NextItemCollatorTest {
    private static final int WINDOW = 9; // shorter than many histories
    private static final int NEGATIVES = 5;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void targetsAreTheNextItemOfAllAndOfTheOwnDomain(long seed) {
        GeneratedData data = GeneratedData.of(seed);
        int[] users = trainingUsers(data);
        NextItemBatch batch = collator(data, seed, MixedLoss.PER_TOKEN).collate(users, 3);
        List<int[]> expectedMixed = new ArrayList<>(); // row, positive
        List<List<int[]>> expectedOwn = new ArrayList<>();
        data.catalog().domains().forEach(d -> expectedOwn.add(new ArrayList<>()));
        int row = 0;
        int[] rowInDomain = new int[data.catalog().domainCount()];
        for (int user : users) {
            int[] s = Arrays.copyOf(data.users().get(user), data.users().get(user).length - 2);
            for (int t = Math.max(0, s.length - 1 - WINDOW); t < s.length - 1; t++, row++) {
                assertEquals(s[t], batch.sequences().items()[row], "seed " + seed);
                expectedMixed.add(new int[] {row, s[t + 1]});
                int domain = data.catalog().domainOf(s[t]);
                assertEquals(row, batch.sequences().domains().get(domain).rows()[rowInDomain[domain]]);
                nextOfDomain(data.catalog(), s, t)
                        .ifPresent(next -> expectedOwn.get(domain).add(new int[] {rowInDomain[domain], next}));
                rowInDomain[domain]++;
            }
        }
        assertPairs(expectedMixed, batch.mixed(), seed);
        for (int k = 0; k < expectedOwn.size(); k++) {
            assertPairs(expectedOwn.get(k), batch.domains().get(k), seed);
        }
    }

    private static java.util.OptionalInt nextOfDomain(Catalog catalog, int[] items, int t) {
        return Arrays.stream(items, t + 1, items.length)
                .filter(item -> catalog.domainOf(item) == catalog.domainOf(items[t]))
                .findFirst();
    }

    private static void assertPairs(List<int[]> expected, Targets targets, long seed) {
        assertArrayEquals(expected.stream().mapToInt(p -> p[0]).toArray(), targets.rows(), "seed " + seed);
        assertArrayEquals(expected.stream().mapToInt(p -> p[1]).toArray(), targets.positives(), "seed " + seed);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void weightsAverageOverTheUsersTargetsThenOverUsers(long seed) {
        GeneratedData data = GeneratedData.of(seed);
        int[] users = trainingUsers(data);
        NextItemBatch batch = collator(data, seed, MixedLoss.PER_TOKEN).collate(users, 1);
        assertEquals(1, sum(batch.mixed().weights()), 1e-5);
        for (Targets domain : batch.domains()) {
            // Every user with a target of the domain adds 1 / users.
            double share = sum(domain.weights()) * users.length;
            assertEquals(Math.rint(share), share, 1e-4, "seed " + seed);
        }
        NextItemBatch perDomain = collator(data, seed, MixedLoss.PER_DOMAIN).collate(users, 1);
        double domainsSeen = 0;
        for (int user : users) {
            int[] s = Arrays.copyOf(data.users().get(user), data.users().get(user).length - 2);
            domainsSeen += Arrays.stream(s, Math.max(1, s.length - WINDOW), s.length)
                    .map(data.catalog()::domainOf)
                    .distinct()
                    .count();
        }
        assertEquals(domainsSeen / users.length, sum(perDomain.mixed().weights()), 1e-4, "seed " + seed);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void negativesAreDistinctItemsOfTheDomainTheUserDoesNotHave(long seed) {
        GeneratedData data = GeneratedData.of(seed);
        int[] users = trainingUsers(data);
        Catalog catalog = data.catalog();
        NextItemBatch batch = collator(data, seed, MixedLoss.PER_TOKEN).collate(users, 1);
        int[] userOfRow = userOfRow(batch.sequences().mixed().layout(), users);
        int perRow = batch.mixed().negativesPerRow();
        assertEquals(NEGATIVES * catalog.domainCount(), perRow);
        for (int i = 0; i < batch.mixed().rows().length; i++) {
            int[] own = data.users().get(userOfRow[batch.mixed().rows()[i]]);
            for (int k = 0; k < catalog.domainCount(); k++) {
                int from = i * perRow + k * NEGATIVES;
                assertNegatives(Arrays.copyOfRange(batch.mixed().negatives(), from, from + NEGATIVES), k, own, catalog);
            }
        }
        for (int k = 0; k < catalog.domainCount(); k++) {
            Targets targets = batch.domains().get(k);
            int[] user = userOfRow(batch.sequences().domains().get(k).layout(), users);
            for (int i = 0; i < targets.rows().length; i++) {
                int[] drawn = Arrays.copyOfRange(targets.negatives(), i * NEGATIVES, (i + 1) * NEGATIVES);
                assertNegatives(drawn, k, data.users().get(user[targets.rows()[i]]), catalog);
            }
        }
    }

    private static void assertNegatives(int[] drawn, int domain, int[] history, Catalog catalog) {
        Set<Integer> distinct = new HashSet<>();
        for (int item : drawn) {
            assertEquals(domain, catalog.domainOf(item));
            assertTrue(distinct.add(item), "drawn twice: " + item);
            boolean known = Arrays.stream(history, 0, history.length - 2).anyMatch(own -> own == item);
            assertFalse(known, "the user's own: " + item);
        }
    }

    private static int[] userOfRow(Layout layout, int[] users) {
        int[] userOfRow = new int[layout.tokens()];
        for (int u = 0; u < users.length; u++) {
            Arrays.fill(userOfRow, layout.starts()[u], layout.starts()[u + 1], users[u]);
        }
        return userOfRow;
    }

    @Test
    void whatAUserContributesDoesNotDependOnTheBatch() {
        GeneratedData data = GeneratedData.of(5);
        int[] users = trainingUsers(data);
        NextItemCollator collator = collator(data, 5, MixedLoss.PER_TOKEN);
        NextItemBatch all = collator.collate(users, 2);
        NextItemBatch alone = collator.collate(new int[] {users[3]}, 2);
        int firstRow = all.sequences().mixed().layout().starts()[3];
        int perRow = all.mixed().negativesPerRow();
        int rows = alone.mixed().rows().length;
        assertArrayEquals(
                alone.mixed().negatives(),
                Arrays.copyOfRange(all.mixed().negatives(), firstRow * perRow, (firstRow + rows) * perRow));
        assertFalse(Arrays.equals(
                alone.mixed().negatives(),
                collator.collate(new int[] {users[3]}, 4).mixed().negatives()));
    }

    /** Rows beyond the users' are rounded up and have no target; a small batch has none of them. */
    @Test
    void largeBatchesHaveRowCountsFromAShortList() {
        Catalog catalog = GeneratedData.catalog(300, 400);
        List<int[]> histories = new ArrayList<>();
        java.util.Random random = new java.util.Random(1);
        for (int u = 0; u < 400; u++) {
            histories.add(random.ints(6 + random.nextInt(15), 1, 701).toArray());
        }
        GeneratedData data = GeneratedData.of(catalog, histories);
        NextItemCollator collator = collator(data, 1, MixedLoss.PER_TOKEN);
        Set<Integer> counts = new HashSet<>();
        for (int from = 0; from + 200 <= 400; from += 10) {
            int[] users = java.util.stream.IntStream.range(from, from + 200).toArray();
            NextItemBatch batch = collator.collate(users, 1);
            int real = batch.mixed().rows().length;
            int all = batch.sequences().items().length;
            assertTrue(all >= real && all <= real * 33 / 32 + 1, real + " rows became " + all);
            for (Branch domain : batch.sequences().domains()) {
                assertEquals(0, domain.layout().tokens() % 16);
                counts.add(domain.layout().tokens());
            }
            assertEquals(real, Arrays.stream(batch.mixed().rows()).max().orElseThrow() + 1);
            assertEquals(1, sum(batch.mixed().weights()), 1e-4);
        }
        assertTrue(counts.size() < 20, counts.toString());
        NextItemBatch small = collator.collate(new int[] {0, 1}, 1);
        assertEquals(small.mixed().rows().length, small.sequences().items().length);
    }

    private static NextItemCollator collator(GeneratedData data, long seed, MixedLoss mixedLoss) {
        LeaveOneOut split = new LeaveOneOut(data.sequences(), WINDOW);
        return new NextItemCollator(
                TrainingData.of(data.catalog(), split),
                new Seeds(seed),
                new NextItemTask(NEGATIVES, NextItemTask.MixedNegatives.EVERY_DOMAIN, mixedLoss, true));
    }

    private static int[] trainingUsers(GeneratedData data) {
        return new LeaveOneOut(data.sequences(), WINDOW).trainingUsers();
    }

    private static double sum(float[] weights) {
        double sum = 0;
        for (float weight : weights) {
            sum += weight;
        }
        return sum;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void targetsOfADomainAreThoseOfAllWhosePositiveItOwns(long seed) {
        GeneratedData data = GeneratedData.of(seed);
        Targets all = collator(data, seed, MixedLoss.PER_DOMAIN)
                .collate(trainingUsers(data), 1)
                .mixed();
        int[] taken = new int[data.catalog().domainCount()];
        List<Targets> parts = data.catalog().domains().stream().map(all::in).toList();
        for (int i = 0; i < all.rows().length; i++) {
            int domain = data.catalog().domainOf(all.positives()[i]);
            Targets part = parts.get(domain);
            int at = taken[domain]++;
            int n = all.negativesPerRow();
            assertEquals(all.rows()[i], part.rows()[at]);
            assertEquals(all.positives()[i], part.positives()[at]);
            assertEquals(all.weights()[i], part.weights()[at]);
            assertArrayEquals(
                    Arrays.copyOfRange(all.negatives(), i * n, (i + 1) * n),
                    Arrays.copyOfRange(part.negatives(), at * n, (at + 1) * n));
        }
        for (int k = 0; k < taken.length; k++) {
            assertEquals(taken[k], parts.get(k).rows().length);
        }
    }
}
