package org.interweave.learn.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.interweave.core.batch.Filler;
import org.interweave.core.batch.QueryBatch;
import org.interweave.core.data.Catalog;
import org.interweave.core.metric.Rank;
import org.interweave.core.metric.Scorer;
import org.interweave.core.split.TrainingData;
import org.interweave.learn.nn.Items;
import org.interweave.learn.torch.CandidateScores;
import org.interweave.learn.torch.Libtorch;
import org.interweave.learn.torch.Step;
import org.interweave.learn.torch.Torch;
import org.interweave.learn.torch.Workers;

/**
 * Scores items with a trained model: the dot product of the user's query with the item's vector. Many users are cut into batches of similar length, which are worked
 * on side by side. Several threads may ask at once.
 */
public final class TorchScorer implements Scorer {
    private static final int USERS_PER_BATCH = 256;
    private static final int USERS_STEP = 32;
    /** Bounds the memory of a batch: the first to touch memory waits for it to be cleared. */
    private static final int TOKENS_PER_BATCH = 4096;
    /** With a batch of users that is 16 MB of scores. */
    private static final int ITEMS_PER_BLOCK = 1 << 14;

    private final Recommender model;
    private final Catalog catalog;
    private final int window;
    private final int itemsPerBlock;

    public TorchScorer(Recommender model, Catalog catalog, int window) {
        this(model, catalog, window, ITEMS_PER_BLOCK);
    }

    TorchScorer(Recommender model, Catalog catalog, int window, int itemsPerBlock) {
        this.model = model;
        this.catalog = catalog;
        this.window = window;
        this.itemsPerBlock = itemsPerBlock;
    }

    @Override
    public boolean ranks(int domain) {
        return model.ranks(domain);
    }

    @Override
    public float[][] scores(int domain, List<int[]> histories, int[][] candidates) {
        float[][] scores = new float[histories.size()][];
        inBatches(domain, histories, (queries, users) -> scoreCandidates(domain, queries, users, candidates, scores));
        return scores;
    }

    private void scoreCandidates(int domain, Tensor queries, int[] users, int[][] candidates, float[][] scores) {
        int first = catalog.domain(domain).firstItem();
        int[][] rows = IntStream.of(users)
                .mapToObj(u ->
                        IntStream.of(candidates[u]).map(item -> item - first).toArray())
                .toArray(int[][]::new);
        float[][] some = candidateScores(queries, model.items(domain), rows);
        for (int i = 0; i < users.length; i++) {
            scores[users[i]] = some[i];
        }
    }

    @Override
    public float[][] scores(int domain, List<int[]> histories) {
        float[][] scores = new float[histories.size()][];
        int size = catalog.domain(domain).size();
        inBatches(domain, histories, (queries, users) -> {
            Tensor flat = BlockedRanking.scores(queries, model.items(domain), 0, size); // [U, items of the domain]
            for (int i = 0; i < users.length; i++) {
                scores[users[i]] = Torch.array(Torch.span(flat, i, 1));
            }
        });
        return scores;
    }

    @Override
    public List<Rank> ranks(int domain, List<int[]> histories, int[] targets, int[][] leftOut) {
        Rank[] ranks = new Rank[histories.size()];
        inBatches(domain, histories, (queries, users) -> rank(domain, queries, users, targets, leftOut, ranks));
        return Arrays.asList(ranks);
    }

    @Override
    public BothRanks bothRanks(int domain, List<int[]> histories, int[][] lists, int[] targets, int[][] leftOut) {
        float[][] scores = new float[histories.size()][];
        Rank[] ranks = new Rank[histories.size()];
        inBatches(domain, histories, (queries, users) -> {
            scoreCandidates(domain, queries, users, lists, scores);
            rank(domain, queries, users, targets, leftOut, ranks);
        });
        return new BothRanks(Scorer.firstAmong(lists, scores), Arrays.asList(ranks));
    }

    private void rank(int domain, Tensor queries, int[] users, int[] targets, int[][] leftOut, Rank[] ranks) {
        int[] own = IntStream.of(users).map(u -> targets[u]).toArray();
        int[][] without = IntStream.of(users).mapToObj(u -> leftOut[u]).toArray(int[][]::new);
        Rank[] some = new BlockedRanking(queries, model.items(domain), itemsPerBlock).of(own, without);
        for (int i = 0; i < users.length; i++) {
            ranks[users[i]] = some[i];
        }
    }

    private static float[][] candidateScores(Tensor queries, Items items, int[][] rows) {
        float[][] scores = CandidateScores.of(queries, items.vectors(), rows);
        items.bias().map(Torch::array).ifPresent(bias -> {
            for (int u = 0; u < rows.length; u++) {
                for (int c = 0; c < rows[u].length; c++) {
                    scores[u][c] += bias[rows[u][c]];
                }
            }
        });
        return scores;
    }

    private interface Body {
        /** @param users whom the queries [U, d] belong to, in their order */
        void run(Tensor queries, int[] users);
    }

    private void inBatches(int domain, List<int[]> histories, Body body) {
        List<int[]> batches = batches(histories);
        Workers.each(batches.size(), b -> {
            int[] users = batches.get(b);
            QueryBatch batch =
                    filled(IntStream.of(users).mapToObj(histories::get).toList());
            Step.infer(() -> Libtorch.asFrozen(model.parameters(), () -> {
                body.run(Torch.span(model.queries(batch, domain), 0, users.length), users);
                return null;
            }));
        });
    }

    /** With histories of nobody's at its end, so that the sizes of a large batch are those of others. */
    private QueryBatch filled(List<int[]> histories) {
        List<int[]> all = new ArrayList<>(histories);
        List<int[]> inputs =
                histories.stream().map(h -> TrainingData.latest(h, window)).toList();
        all.addAll(Filler.steady(catalog, window, inputs));
        return new QueryBatch(catalog, window, all);
    }

    /** Longest first: batches of like length need the least padding, and the last ones to be worked on are short. */
    private List<int[]> batches(List<int[]> histories) {
        int[] byLength = IntStream.range(0, histories.size())
                .boxed()
                .sorted(Comparator.comparingInt(u -> -read(histories.get(u))))
                .mapToInt(u -> u)
                .toArray();
        List<int[]> batches = new ArrayList<>();
        for (int from = 0; from < byLength.length; ) {
            int longest = Math.max(1, read(histories.get(byLength[from])));
            int to = Math.min(byLength.length, from + users(longest));
            batches.add(Arrays.copyOfRange(byLength, from, to));
            from = to;
        }
        return batches;
    }

    /** A multiple of a few, because users are rows too. */
    private static int users(int longest) {
        int users = (TOKENS_PER_BATCH / longest + USERS_STEP / 2) / USERS_STEP * USERS_STEP;
        return Math.max(USERS_STEP, Math.min(USERS_PER_BATCH, users));
    }

    private int read(int[] history) {
        return Math.min(window, history.length);
    }
}
