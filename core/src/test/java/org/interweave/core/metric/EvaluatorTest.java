package org.interweave.core.metric;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.interweave.core.GeneratedData;
import org.interweave.core.data.Domain;
import org.interweave.core.sample.Candidates;
import org.interweave.core.split.LeaveOneOut;
import org.interweave.core.split.Split;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EvaluatorTest {
    /** Scores with many ties that depend on the history, so that a mix-up of users shows. */
    private record Arbitrary(GeneratedData data, int... only) implements Scorer {
        @Override
        public boolean ranks(int domain) {
            return only.length == 0 || only[0] == domain;
        }

        private float score(int[] history, int item) {
            return new Random(31L * Arrays.hashCode(history) + item).nextInt(6);
        }

        @Override
        public float[][] scores(int domain, List<int[]> histories, int[][] candidates) {
            float[][] scores = new float[candidates.length][];
            for (int u = 0; u < scores.length; u++) {
                scores[u] = new float[candidates[u].length];
                for (int c = 0; c < scores[u].length; c++) {
                    scores[u][c] = score(histories.get(u), candidates[u][c]);
                }
            }
            return scores;
        }

        @Override
        public float[][] scores(int domain, List<int[]> histories) {
            Domain items = data.catalog().domain(domain);
            int[] all = java.util.stream.IntStream.rangeClosed(items.firstItem(), items.lastItem())
                    .toArray();
            int[][] candidates = new int[histories.size()][];
            Arrays.fill(candidates, all);
            return scores(domain, histories, candidates);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void fullRankingIsAmongAllItemsTheUserDidNotHave(long seed) {
        GeneratedData data = GeneratedData.of(seed);
        LeaveOneOut split = new LeaveOneOut(data.sequences(), 10);
        Arbitrary scorer = new Arbitrary(data);
        Evaluation evaluation =
                new Evaluator(data.catalog(), data.sequences(), split).full(scorer, Split.TEST, done -> {});
        for (int k = 0; k < data.catalog().domainCount(); k++) {
            Domain items = data.catalog().domain(k);
            List<Rank> ranks = new ArrayList<>();
            for (int user : split.users(Split.TEST)) {
                int[] all = data.users().get(user);
                int target = all[all.length - 1];
                if (data.catalog().domainOf(target) == k) {
                    ranks.add(plainRank(scorer, items, all, split.known(user, Split.TEST)));
                }
            }
            assertEquals(Metrics.of(ranks), evaluation.domains().get(items.name()), "seed " + seed);
        }
    }

    private static Rank plainRank(Arbitrary scorer, Domain items, int[] all, int[] history) {
        int target = all[all.length - 1];
        float own = scorer.score(history, target);
        int greater = 0;
        int equal = 0;
        for (int item = items.firstItem(); item <= items.lastItem(); item++) {
            int candidate = item;
            boolean known = Arrays.stream(all, 0, all.length - 1).anyMatch(i -> i == candidate);
            if (item == target || !known) {
                greater += scorer.score(history, item) > own ? 1 : 0;
                equal += scorer.score(history, item) == own ? 1 : 0;
            }
        }
        return new Rank(greater, equal);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void sampledRankingIsAmongTheCandidates(long seed) {
        GeneratedData data = GeneratedData.of(seed);
        LeaveOneOut split = new LeaveOneOut(data.sequences(), 10);
        Arbitrary scorer = new Arbitrary(data);
        Candidates candidates = new Candidates(data.catalog(), data.sequences(), split, Split.VALIDATION, 1, 20);
        Evaluator evaluator = new Evaluator(data.catalog(), data.sequences(), split);
        Evaluation evaluation = evaluator.sampled(scorer, Split.VALIDATION, candidates, 20, done -> {});
        assertEquals(candidates.hash(), evaluation.candidateHash());
        for (int k = 0; k < data.catalog().domainCount(); k++) {
            List<Rank> ranks = new ArrayList<>();
            for (int i = 0; i < candidates.users().length; i++) {
                int[] list = candidates.list(i);
                if (data.catalog().domainOf(list[0]) == k) {
                    int[] history = split.known(candidates.users()[i], Split.VALIDATION);
                    ranks.add(Rank.of(scorer.scores(k, List.of(history), new int[][] {list})[0], 0));
                }
            }
            assertEquals(
                    Metrics.of(ranks),
                    evaluation.domains().get(data.catalog().domain(k).name()));
        }
        assertThrows(
                IllegalArgumentException.class,
                () -> evaluator.sampled(scorer, Split.TEST, candidates, 20, done -> {}));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void bothAtOnceAreTheTwo(long seed) {
        GeneratedData data = GeneratedData.of(seed);
        LeaveOneOut split = new LeaveOneOut(data.sequences(), 10);
        Arbitrary scorer = new Arbitrary(data);
        Candidates candidates = new Candidates(data.catalog(), data.sequences(), split, Split.TEST, 1, 20);
        Evaluator evaluator = new Evaluator(data.catalog(), data.sequences(), split);
        Evaluator.Both both = evaluator.both(scorer, Split.TEST, candidates, 20, done -> {});
        assertEquals(evaluator.sampled(scorer, Split.TEST, candidates, 20, done -> {}), both.sampled());
        assertEquals(evaluator.full(scorer, Split.TEST, done -> {}), both.full());
        assertEquals(split.users(Split.TEST).length, both.full().places().size());
    }

    /** A scorer for one domain only is asked about that domain only. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void domainsThatAreNotRankedAreLeftOut(long seed) {
        GeneratedData data = GeneratedData.of(seed);
        LeaveOneOut split = new LeaveOneOut(data.sequences(), 10);
        Arbitrary second = new Arbitrary(data, 1);
        Evaluator evaluator = new Evaluator(data.catalog(), data.sequences(), split);
        Evaluation evaluation = evaluator.full(second, Split.TEST, done -> {});
        Evaluation all = evaluator.full(new Arbitrary(data), Split.TEST, done -> {});
        String name = data.catalog().domain(1).name();
        assertEquals(List.of(name), List.copyOf(evaluation.domains().keySet()));
        assertEquals(all.domains().get(name), evaluation.domains().get(name));
        assertEquals(evaluation.places().size(), evaluator.users(second, Split.TEST));
    }
}
