package org.interweave.learn.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.interweave.core.batch.QueryBatch;
import org.interweave.core.data.Catalog;
import org.interweave.core.data.Domain;
import org.interweave.core.metric.NonFiniteException;
import org.interweave.core.metric.Rank;
import org.interweave.core.metric.Scorer;
import org.interweave.core.sample.Seeds;
import org.interweave.core.split.TrainingData;
import org.interweave.learn.nn.Items;
import org.interweave.learn.torch.Libtorch;
import org.interweave.learn.torch.Parameters;
import org.interweave.learn.torch.Precision;
import org.interweave.learn.torch.Torch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Ranks counted block by block and on several threads, against all scores at once. */
class TorchScorerTest {
    private static final int USERS = 600; // more than two batches
    private static final int WINDOW = 8;
    private static final Catalog CATALOG = new Catalog(List.of(new Domain("a", 1, 70), new Domain("b", 71, 203)));

    /** A user's query is the vector of their newest item: what it asks for is known without a model. */
    private static final class NewestItem implements Recommender {
        private final Parameters parameters = new Parameters();
        private final Tensor items;
        private final Set<Integer> users = ConcurrentHashMap.newKeySet();
        private final Set<Integer> rows = ConcurrentHashMap.newKeySet();

        NewestItem(float[] vectors, int width) {
            items = parameters.root().truncatedNormal("items", 1, vectors.length / width, width);
            Parameters.assign(items, Torch.floats(vectors, vectors.length / width, width));
        }

        @Override
        public Parameters parameters() {
            return parameters;
        }

        @Override
        public Objective<?> objective(TrainingData data, Seeds seeds) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Tensor queries(QueryBatch batch, int domain) {
            users.add(batch.users());
            batch.sequences().domains().forEach(branch -> rows.add(branch.rows().length));
            int[] newest =
                    batch.histories().stream().mapToInt(h -> h[h.length - 1]).toArray();
            return Torch.rows(items, Torch.longs(newest));
        }

        @Override
        public Items items(int domain) {
            Domain own = CATALOG.domain(domain);
            return Items.of(Torch.span(items, own.firstItem(), own.size()));
        }
    }

    @BeforeEach
    void fullPrecisionOnTwoThreads() {
        Libtorch.precision(Precision.HIGHEST);
        Libtorch.threads(2);
    }

    @AfterEach
    void oneThread() {
        Libtorch.threads(1);
    }

    /** Small whole numbers have exact products, hence many equal scores; the others have none. */
    private static float[] vectors(Random random, int width, boolean whole) {
        float[] vectors = new float[(CATALOG.items() + 1) * width];
        for (int i = 0; i < vectors.length; i++) {
            vectors[i] = whole ? random.nextInt(3) - 1 : (float) random.nextGaussian();
        }
        return vectors;
    }

    private static List<int[]> histories(Random random) {
        return histories(random, USERS, 1);
    }

    private static List<int[]> histories(Random random, int users, int shortest) {
        List<int[]> histories = new ArrayList<>();
        for (int u = 0; u < users; u++) {
            histories.add(random.ints(shortest + random.nextInt(WINDOW + 1 - shortest), 1, CATALOG.items() + 1)
                    .toArray());
        }
        return histories;
    }

    @ParameterizedTest
    @CsvSource({
        "1, 16, true",
        "2, 7, true",
        "3, 1000, true",
        "4, 133, true",
        "5, 1, true",
        "6, 16, false",
        "7, 60, false"
    })
    void blocksRankLikeAllScoresAtOnce(long seed, int itemsPerBlock, boolean whole) {
        Random random = new Random(seed);
        NewestItem model = new NewestItem(vectors(random, 12, whole), 12);
        TorchScorer scorer = new TorchScorer(model, CATALOG, WINDOW, itemsPerBlock);
        List<int[]> histories = histories(random);
        for (int domain = 0; domain < 2; domain++) {
            int size = CATALOG.domain(domain).size();
            int[] targets = random.ints(USERS, 0, size).toArray();
            int[][] leftOut = new int[USERS][];
            for (int u = 0; u < USERS; u++) {
                int target = targets[u];
                leftOut[u] = IntStream.range(0, size)
                        .filter(i -> i != target && random.nextInt(10) == 0)
                        .toArray();
            }
            List<Rank> expected = new ArrayList<>();
            float[][] scores = scorer.scores(domain, histories);
            for (int u = 0; u < USERS; u++) {
                expected.add(Rank.of(scores[u], targets[u], leftOut[u]));
            }
            assertEquals(expected, scorer.ranks(domain, histories, targets, leftOut));
            int first = CATALOG.domain(domain).firstItem();
            int[][] lists = IntStream.range(0, USERS)
                    .mapToObj(u -> new int[] {first + targets[u], first + (targets[u] + 7) % size})
                    .toArray(int[][]::new);
            Scorer.BothRanks both = scorer.bothRanks(domain, histories, lists, targets, leftOut);
            assertEquals(expected, both.full());
            assertEquals(Scorer.firstAmong(lists, scorer.scores(domain, histories, lists)), both.sampled());
        }
    }

    @Test
    void candidatesScoreLikeTheSameItemsAmongAll() {
        Random random = new Random(1);
        TorchScorer scorer = new TorchScorer(new NewestItem(vectors(random, 12, true), 12), CATALOG, WINDOW);
        List<int[]> histories = histories(random);
        int[][] candidates = new int[USERS][];
        Arrays.setAll(
                candidates, u -> random.ints(1 + random.nextInt(20), 71, 204).toArray());
        float[][] all = scorer.scores(1, histories);
        float[][] some = scorer.scores(1, histories, candidates);
        for (int u = 0; u < USERS; u++) {
            float[] expected = new float[candidates[u].length];
            for (int c = 0; c < expected.length; c++) {
                expected[c] = all[u][candidates[u][c] - 71];
            }
            assertArrayEquals(expected, some[u]);
        }
    }

    @Test
    void largeBatchesHaveFewSizesAndUsersScoreInThemAsAlone() {
        Random random = new Random(1);
        NewestItem model = new NewestItem(vectors(random, 12, true), 12);
        TorchScorer scorer = new TorchScorer(model, CATALOG, WINDOW);
        List<int[]> histories = histories(random, 20 * 256, 6);
        float[][] together = scorer.scores(1, histories);
        assertTrue(model.users.size() <= 3 && model.users.stream().allMatch(users -> users > 256), "" + model.users);
        assertTrue(model.rows.size() <= 12, model.rows + ", of 40 branches");
        for (int u = 0; u < histories.size(); u += 23) {
            assertArrayEquals(scorer.scores(1, List.of(histories.get(u)))[0], together[u]);
        }
        assertTrue(model.users.contains(1), "one user alone needs no company");
    }

    @Test
    void aScoreThatIsNotFiniteIsAnError() {
        Random random = new Random(1);
        float[] vectors = vectors(random, 12, false);
        vectors[12 * 100] = Float.NaN;
        TorchScorer scorer = new TorchScorer(new NewestItem(vectors, 12), CATALOG, WINDOW, 16);
        int[] targets = new int[USERS];
        assertThrows(NonFiniteException.class, () -> scorer.ranks(1, histories(random), targets, new int[USERS][0]));
    }
}
