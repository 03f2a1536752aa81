package org.interweave.learn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.Comparator;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TopScoresTest {
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void theBestAreThoseASortPutsFirst(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < 100; round++) {
            float[] scores = new float[1 + random.nextInt(50)];
            boolean[] leftOut = new boolean[scores.length];
            int different = 1 + random.nextInt(20); // few: many are equal
            for (int i = 0; i < scores.length; i++) {
                scores[i] = random.nextInt(different) - 3;
                leftOut[i] = random.nextInt(4) == 0;
            }
            int k = 1 + random.nextInt(60);
            int[] expected = IntStream.range(0, scores.length)
                    .filter(i -> !leftOut[i])
                    .boxed()
                    .sorted(Comparator.comparingDouble(i -> -scores[i])) // stable: equal scores in the order of places
                    .limit(k)
                    .mapToInt(i -> i)
                    .toArray();
            assertArrayEquals(expected, TopScores.of(scores, leftOut, k), "seed " + seed + ", round " + round);
        }
    }
}
