package org.interweave.core.metric;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RankTest {
    @Test
    void withoutTiesMetricsAreThoseOfTheRank() {
        Rank third = Rank.of(new float[] {.5f, .9f, .1f, .7f}, 0);
        assertEquals(new Rank(2, 1), third);
        assertEquals(1, third.hit(5));
        assertEquals(0, third.hit(2));
        assertEquals(1.0 / 3, third.reciprocal(), 1e-12);
        assertEquals(1 / (Math.log(4) / Math.log(2)), third.ndcg(10), 1e-12);
        assertEquals(0, third.ndcg(2));
    }

    /** The definition: the mean over all places the target can take among its equals. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void tiesGiveTheMeanOverRandomOrders(long seed) {
        Random random = new Random(seed);
        float[] scores = new float[12];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = random.nextInt(4);
        }
        Rank rank = Rank.of(scores, 0);
        double hit = 0;
        double reciprocal = 0;
        double ndcg = 0;
        int orders = 40_000;
        for (int o = 0; o < orders; o++) {
            int place = placeInRandomOrder(scores, random);
            hit += place <= 5 ? 1 : 0;
            reciprocal += 1.0 / place;
            ndcg += place <= 10 ? Math.log(2) / Math.log(place + 1) : 0;
        }
        assertEquals(hit / orders, rank.hit(5), 0.015, "seed " + seed);
        assertEquals(reciprocal / orders, rank.reciprocal(), 0.015, "seed " + seed);
        assertEquals(ndcg / orders, rank.ndcg(10), 0.015, "seed " + seed);
    }

    private static int placeInRandomOrder(float[] scores, Random random) {
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < scores.length; i++) {
            order.add(i);
        }
        Collections.shuffle(order, random);
        order.sort((a, b) -> Float.compare(scores[b], scores[a])); // stable: equals stay in random order
        return order.indexOf(0) + 1;
    }

    @Test
    void aConstantScorerScoresLikeChance() {
        Rank rank = Rank.of(new float[1000], 0);
        assertEquals(0.01, rank.hit(10), 1e-12);
        double harmonic = 0;
        for (int i = 1; i <= 1000; i++) {
            harmonic += 1.0 / i;
        }
        assertEquals(harmonic / 1000, rank.reciprocal(), 1e-12);
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
    void aScoreThatIsNotFiniteIsAnErrorWhereverItStands(float bad) {
        assertThrows(NonFiniteException.class, () -> Rank.of(new float[] {bad, 1, 2}, 0));
        assertThrows(NonFiniteException.class, () -> Rank.of(new float[] {1, 2, bad}, 0));
    }

    @Test
    void meansAreOverUsers() {
        Metrics metrics = Metrics.of(List.of(new Rank(0, 1), new Rank(9, 1), new Rank(99, 1)));
        assertEquals(3, metrics.users());
        assertEquals(1.0 / 3, metrics.hr5(), 1e-12);
        assertEquals(2.0 / 3, metrics.hr10(), 1e-12);
        assertEquals((1 + 0.1 + 0.01) / 3, metrics.mrr(), 1e-12);
        assertEquals(new Metrics(0, 0, 0, 0, 0), Metrics.of(List.of()));
    }
}
