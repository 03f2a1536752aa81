package org.interweave.learn.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.interweave.core.batch.Layout;
import org.interweave.learn.torch.Libtorch;
import org.interweave.learn.torch.Parameters;
import org.interweave.learn.torch.Precision;
import org.interweave.learn.torch.Step;
import org.interweave.learn.torch.Torch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The packed kernel against its formula. */
class BilinearAttentionTest {
    private static final int WINDOW = 9;

    @BeforeAll
    static void fullPrecision() {
        Libtorch.precision(Precision.HIGHEST);
    }

    private static float[] read(
            float[] w, int width, float[] q, Layout queries, int[] lastSlots, float[] v, Layout keys) {
        Parameters parameters = new Parameters();
        BilinearAttention attention = new BilinearAttention(parameters.root(), width);
        Parameters.assign(parameters.named().get("w"), Torch.floats(w, width, width));
        AttentionPlan plan = AttentionPlan.upTo(queries, lastSlots, keys);
        return Step.infer(() -> Torch.array(attention
                .forward(
                        new Packed(Torch.floats(q, queries.tokens(), width), queries),
                        new Packed(Torch.floats(v, keys.tokens(), width), keys),
                        plan)
                .values()));
    }

    @Test
    void anExampleByHand() {
        Layout query = new Layout(WINDOW, new int[] {0, 1}, new int[] {0}); // its own slot does not matter
        Layout keys = new Layout(WINDOW, new int[] {0, 3}, new int[] {6, 7, 8});
        float[] found = read(
                new float[] {1, 0, 0, 0.5f},
                2,
                new float[] {1, 2},
                query,
                new int[] {8},
                new float[] {1, 0, 0, 1, 1, 1},
                keys);
        assertArrayEquals(new float[] {0.788058f, 0.788058f}, found, 1e-6f);
    }

    /** h Wa v, not v Wa h. */
    @Test
    void theQueryStandsOnTheLeftOfTheMatrix() {
        Layout query = new Layout(WINDOW, new int[] {0, 1}, new int[] {8});
        Layout keys = new Layout(WINDOW, new int[] {0, 2}, new int[] {7, 8});
        float[] found = read(
                new float[] {0, 1, 0, 0}, 2, new float[] {1, 0}, query, new int[] {8}, new float[] {1, 0, 0, 1}, keys);
        assertArrayEquals(new float[] {0.268941f, 0.731059f}, found, 1e-6f); // scores 0 and 1
    }

    @Test
    void agreesWithTheFormula() {
        for (long seed = 1; seed <= 30; seed++) {
            Random random = new Random(seed);
            int width = 1 + random.nextInt(8);
            int users = 1 + random.nextInt(9);
            Layout queries = layout(random, users);
            Layout keys = layout(random, users);
            float[] w = values(random, width * width);
            float[] q = values(random, queries.tokens() * width);
            float[] v = values(random, keys.tokens() * width);
            int[] lastSlots = new int[queries.tokens()];
            for (int u = 0; u < users; u++) {
                int from = queries.starts()[u];
                int[] own = random.ints(queries.starts()[u + 1] - from, -1, WINDOW)
                        .sorted()
                        .toArray();
                System.arraycopy(own, 0, lastSlots, from, own.length);
            }
            float[] found = read(w, width, q, queries, lastSlots, v, keys);
            assertEquals(q.length, found.length);
            for (int u = 0; u < users; u++) {
                for (int row = queries.starts()[u]; row < queries.starts()[u + 1]; row++) {
                    int last = lastSlots[row];
                    int[] seen = IntStream.range(keys.starts()[u], keys.starts()[u + 1])
                            .filter(key -> keys.slots()[key] <= last)
                            .toArray();
                    assertArrayEquals(
                            expected(w, width, q, row, v, seen),
                            Arrays.copyOfRange(found, row * width, (row + 1) * width),
                            1e-4f,
                            "seed " + seed);
                }
            }
        }
    }

    private static float[] expected(float[] w, int width, float[] q, int row, float[] v, int[] seen) {
        double[] weights = new double[seen.length];
        double z = 0;
        for (int j = 0; j < seen.length; j++) {
            double score = 0;
            for (int a = 0; a < width; a++) {
                for (int b = 0; b < width; b++) {
                    score += q[row * width + a] * w[a * width + b] * v[seen[j] * width + b];
                }
            }
            weights[j] = Math.exp(score);
            z += weights[j];
        }
        float[] read = new float[width];
        for (int j = 0; j < seen.length; j++) {
            for (int b = 0; b < width; b++) {
                read[b] += (float) (weights[j] / z * v[seen[j] * width + b]);
            }
        }
        return read;
    }

    /** Some users have no token at all. */
    private static Layout layout(Random random, int users) {
        int[] starts = new int[users + 1];
        int[] slots = {};
        for (int u = 0; u < users; u++) {
            int[] own = random.ints(random.nextInt(WINDOW + 1), 0, WINDOW)
                    .distinct()
                    .sorted()
                    .toArray();
            slots = IntStream.concat(Arrays.stream(slots), Arrays.stream(own)).toArray();
            starts[u + 1] = slots.length;
        }
        return new Layout(WINDOW, starts, slots);
    }

    private static float[] values(Random random, int n) {
        float[] values = new float[n];
        for (int i = 0; i < n; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }
}
