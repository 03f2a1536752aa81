package org.interweave.learn.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import org.bytedeco.pytorch.Tensor;
import org.interweave.core.batch.Layout;
import org.interweave.learn.torch.Parameters;
import org.interweave.learn.torch.Precision;
import org.interweave.learn.torch.Step;
import org.interweave.learn.torch.Torch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The packed kernel against loops that build the padded window and follow the rule word by word. */
class PackedAttentionTest {
    private static final int WINDOW = 11;
    private static final int WIDTH = 8;
    private static final int HEADS = 2;

    @BeforeAll
    static void fullPrecision() {
        Torch.precision(Precision.HIGHEST);
    }

    @ParameterizedTest
    @EnumSource(VacantSlots.class)
    void agreesWithThePaddedDefinition(VacantSlots vacantSlots) {
        for (long seed = 1; seed <= 40; seed++) {
            Random random = new Random(seed);
            Torch.seed(seed);
            Parameters parameters = new Parameters();
            PackedAttention attention = new PackedAttention(parameters.root(), WIDTH, HEADS);
            parameters.named().forEach((name, p) -> Parameters.assign(p, values(random, p.shape())));
            int users = 1 + random.nextInt(9);
            boolean latestOnly = seed % 2 == 0; // as scoring asks; then no keys and values are made
            Layout queries = latestOnly ? layout(random, users).latest() : layout(random, users);
            List<Layout> keys = new ArrayList<>();
            for (int i = 0; i < 1 + random.nextInt(3); i++) {
                keys.add(layout(random, users));
            }
            String message = "seed " + seed;
            Step.compute(() -> {
                Tensor q = values(random, queries.tokens(), WIDTH);
                List<Packed> packs = keys.stream()
                        .map(k -> new Packed(values(random, k.tokens(), WIDTH), k))
                        .toList();
                Packed found =
                        attention.forward(new Packed(q, queries), packs, AttentionPlan.of(queries, keys, vacantSlots));
                float[] expected = padded(parameters.named(), Torch.array(q), queries, packs, vacantSlots);
                assertEquals(expected.length, Torch.array(found.values()).length);
                if (expected.length > 0) {
                    assertArrayEquals(expected, Torch.array(found.values()), 1e-4f, message);
                }
                return null;
            });
        }
    }

    /** Some users have no token at all. */
    private static Layout layout(Random random, int users) {
        int[] starts = new int[users + 1];
        List<Integer> slots = new ArrayList<>();
        for (int u = 0; u < users; u++) {
            TreeSet<Integer> own = new TreeSet<>();
            for (int i = random.nextInt(WINDOW + 1); i > 0; i--) {
                own.add(random.nextInt(WINDOW));
            }
            slots.addAll(own);
            starts[u + 1] = slots.size();
        }
        return new Layout(WINDOW, starts, slots.stream().mapToInt(i -> i).toArray());
    }

    private static float[] padded(
            Map<String, Tensor> p, float[] q, Layout queries, List<Packed> packs, VacantSlots vacant) {
        float[] inWeight = Torch.array(p.get("in_proj_weight"));
        float[] inBias = Torch.array(p.get("in_proj_bias"));
        float[] outWeight = Torch.array(p.get("out_proj_weight"));
        float[] outBias = Torch.array(p.get("out_proj_bias"));
        float[] out = new float[q.length];
        for (int u = 0; u < queries.users(); u++) {
            for (int row = queries.starts()[u]; row < queries.starts()[u + 1]; row++) {
                List<double[]> visible = new ArrayList<>();
                for (Packed pack : packs) {
                    addVisible(visible, pack, u, queries.slots()[row], vacant);
                }
                double[] read = attend(project(inWeight, inBias, 0, vector(q, row)), visible, inWeight, inBias);
                for (int i = 0; i < WIDTH; i++) {
                    double sum = outBias[i];
                    for (int j = 0; j < WIDTH; j++) {
                        sum += outWeight[i * WIDTH + j] * read[j];
                    }
                    out[row * WIDTH + i] = (float) sum;
                }
            }
        }
        return out;
    }

    private static void addVisible(List<double[]> visible, Packed pack, int user, int lastSlot, VacantSlots vacant) {
        float[] values = Torch.array(pack.values());
        double[][] window = new double[WINDOW][];
        for (int row = pack.layout().starts()[user]; row < pack.layout().starts()[user + 1]; row++) {
            window[pack.layout().slots()[row]] = vector(values, row);
        }
        for (int slot = 0; slot <= lastSlot; slot++) {
            if (window[slot] != null || vacant == VacantSlots.VISIBLE) {
                visible.add(window[slot] == null ? new double[WIDTH] : window[slot]);
            }
        }
    }

    private static double[] attend(double[] query, List<double[]> visible, float[] inWeight, float[] inBias) {
        int perHead = WIDTH / HEADS;
        double[] read = new double[WIDTH];
        for (int h = 0; h < HEADS; h++) {
            double[] weights = new double[visible.size()];
            double z = 0;
            for (int k = 0; k < weights.length; k++) {
                double[] key = project(inWeight, inBias, WIDTH, visible.get(k));
                double logit = 0;
                for (int i = h * perHead; i < (h + 1) * perHead; i++) {
                    logit += query[i] * key[i];
                }
                weights[k] = Math.exp(logit / Math.sqrt(perHead));
                z += weights[k];
            }
            for (int k = 0; k < weights.length; k++) {
                double[] value = project(inWeight, inBias, 2 * WIDTH, visible.get(k));
                for (int i = h * perHead; i < (h + 1) * perHead; i++) {
                    read[i] += weights[k] / z * value[i];
                }
            }
        }
        return read;
    }

    private static double[] project(float[] weight, float[] bias, int first, double[] x) {
        double[] y = new double[WIDTH];
        for (int i = 0; i < WIDTH; i++) {
            y[i] = bias[first + i];
            for (int j = 0; j < WIDTH; j++) {
                y[i] += weight[(first + i) * WIDTH + j] * x[j];
            }
        }
        return y;
    }

    private static double[] vector(float[] values, int row) {
        double[] vector = new double[WIDTH];
        for (int i = 0; i < WIDTH; i++) {
            vector[i] = values[row * WIDTH + i];
        }
        return vector;
    }

    private static Tensor values(Random random, long... shape) {
        int n = 1;
        for (long size : shape) {
            n *= (int) size;
        }
        float[] values = new float[n];
        for (int i = 0; i < n; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return Torch.floats(values, shape);
    }
}
