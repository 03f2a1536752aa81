package org.interweave.core.metric;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.interweave.core.GeneratedData;
import org.interweave.core.data.Domain;
import org.interweave.core.split.LeaveOneOut;
import org.interweave.core.split.Split;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ranks among whole domains, against the definition. */
class FullRankingTest {
    private static final int WINDOW = 10;

    /** Scores that follow from the history, with many equal ones. */
    private record Coarse(GeneratedData data) implements Scorer {
        @Override
        public float[][] scores(int domain, List<int[]> histories, int[][] candidates) {
            throw new UnsupportedOperationException();
        }

        @Override
        public float[][] scores(int domain, List<int[]> histories) {
            return histories.stream().map(history -> of(domain, history)).toArray(float[][]::new);
        }

        private float[] of(int domain, int[] history) {
            Random random = new Random(Arrays.hashCode(history));
            float[] scores = new float[data.catalog().domain(domain).size()];
            for (int i = 0; i < scores.length; i++) {
                scores[i] = random.nextInt(5) - 2;
            }
            return scores;
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void everyItemCompetesButThoseTheUserHadUnlessItIsTheTarget(long seed) {
        GeneratedData data = GeneratedData.of(seed);
        LeaveOneOut split = new LeaveOneOut(data.sequences(), WINDOW);
        Coarse scorer = new Coarse(data);
        for (Split which : Split.values()) {
            Evaluation found = new Evaluator(data.catalog(), data.sequences(), split).full(scorer, which, done -> {});
            for (int k = 0; k < data.catalog().domainCount(); k++) {
                List<Rank> ranks = new ArrayList<>();
                for (int user : split.users(which)) {
                    if (data.catalog().domainOf(split.target(user, which)) == k) {
                        ranks.add(byDefinition(scorer, data, split, which, user, k));
                    }
                }
                assertEquals(
                        Metrics.of(ranks),
                        found.domains().get(data.catalog().domain(k).name()));
            }
        }
    }

    private static Rank byDefinition(
            Coarse scorer, GeneratedData data, LeaveOneOut split, Split which, int user, int domain) {
        Domain items = data.catalog().domain(domain);
        float[] scores = scorer.of(domain, split.known(user, which));
        int target = split.target(user, which);
        float own = scores[target - items.firstItem()];
        int greater = 0;
        int equal = 0;
        for (int item = items.firstItem(); item <= items.lastItem(); item++) {
            int asked = item;
            boolean had = Arrays.stream(split.known(user, which)).anyMatch(i -> i == asked);
            if (item == target || !had) {
                greater += scores[item - items.firstItem()] > own ? 1 : 0;
                equal += scores[item - items.firstItem()] == own ? 1 : 0;
            }
        }
        return new Rank(greater, equal);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void blocksInAnyOrderCountLikeTheWhole(long seed) {
        Random random = new Random(seed);
        float[] scores = new float[1 + random.nextInt(60)];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = random.nextInt(4) * 0.5f;
        }
        int target = random.nextInt(scores.length);
        int[] leftOut = IntStream.range(0, scores.length)
                .filter(i -> i != target && random.nextInt(3) == 0)
                .toArray();
        RankCounter counter = new RankCounter(scores[target], leftOut);
        for (int to = scores.length; to > 0; ) {
            int from = Math.max(0, to - 1 - random.nextInt(9));
            counter.add(scores, from, to - from, from);
            to = from;
        }
        assertEquals(Rank.of(scores, target, leftOut), counter.rank());
    }

    @Test
    void aScoreThatIsNotFiniteIsAnErrorEvenIfItsItemIsLeftOut() {
        for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
            float[] scores = {1, 2, bad, 4};
            String message = assertThrows(NonFiniteException.class, () -> Rank.of(scores, 0, new int[] {2}))
                    .getMessage();
            assertTrue(message.contains(Float.toString(bad)), message);
        }
    }
}
