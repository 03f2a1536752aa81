package org.interweave.learn.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.bytedeco.pytorch.Tensor;
import org.interweave.core.batch.Targets;
import org.interweave.learn.torch.Libtorch;
import org.interweave.learn.torch.Precision;
import org.interweave.learn.torch.Step;
import org.interweave.learn.torch.Torch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FullSoftmaxTest {
    private static final int ITEMS = 11;
    private static final int FIRST = 4;
    private static final int WIDTH = 6;
    private static final int ROWS = 7;

    private final Random random = new Random(1);
    private final float[] states = values(ROWS * WIDTH);
    private final float[] vectors = values(ITEMS * WIDTH);
    private final float[] bias = values(ITEMS);
    private final float[] other = values(ROWS);
    private final float[] weights = {.3f, .1f, .2f, 0, .15f, .2f, .05f};
    private final Targets targets =
            new Targets(new int[ROWS], random.ints(ROWS, FIRST, FIRST + ITEMS).toArray(), new int[0], weights);

    @BeforeAll
    static void fullPrecision() {
        Libtorch.precision(Precision.HIGHEST);
    }

    private float[] values(int n) {
        float[] values = new float[n];
        for (int i = 0; i < n; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    /** Blocks of 2 rows and of all, filled up and not; scores by loops, gradients by finite differences. */
    @ParameterizedTest
    @CsvSource({
        "22, 1, 0, true",
        "22, 2, 2, true",
        "1000, 1, 0, true",
        "1000, 64, 0, true",
        "1000, 4, 1.5, false",
        "1, 1, 2, false",
        "1, 3, 0, true"
    })
    void lossAndGradientsAreTheDefinitions(int scoresPerBlock, int rowStep, double focus, boolean otherClass) {
        Step.compute(() -> {
            Optional<Tensor> o = otherClass ? Optional.of(Torch.floats(other, ROWS)) : Optional.empty();
            Items items = new Items(Torch.floats(vectors, ITEMS, WIDTH), Optional.of(Torch.floats(bias, ITEMS)));
            FullSoftmax.Term term = new FullSoftmax.Term(Torch.floats(states, ROWS, WIDTH), targets, o);
            FullSoftmax.Result found =
                    new FullSoftmax(scoresPerBlock, rowStep).of(items, FIRST, List.of(term, term), focus);
            assertEquals(loss(focus, otherClass), found.losses().get(0), 1e-6);
            assertEquals(found.losses().get(0), found.losses().get(1));
            float[] ofVectors = slopes(vectors, focus, otherClass);
            for (int i = 0; i < ofVectors.length; i++) {
                ofVectors[i] *= 2; // both terms
            }
            assertArrayEquals(
                    slopes(states, focus, otherClass),
                    Torch.array(found.stateGradients().get(1)),
                    1e-3f);
            assertArrayEquals(ofVectors, Torch.array(found.vectorGradient()), 2e-3f);
            float[] ofBias = slopes(bias, focus, otherClass);
            for (int i = 0; i < ITEMS; i++) {
                assertEquals(2 * ofBias[i], Torch.array(found.biasGradient().orElseThrow())[i], 2e-3f);
            }
            if (otherClass) {
                assertArrayEquals(
                        slopes(other, focus, true),
                        Torch.array(found.otherGradients().get(0).orElseThrow()),
                        1e-3f);
            }
            return null;
        });
    }

    @Test
    void aTermWithoutRowsAddsNothing() {
        Step.compute(() -> {
            Targets none = new Targets(new int[0], new int[0], new int[0], new float[0]);
            FullSoftmax.Term term = new FullSoftmax.Term(Torch.zeros(0, WIDTH), none, Optional.of(Torch.zeros(0)));
            Items items = Items.of(Torch.floats(vectors, ITEMS, WIDTH));
            FullSoftmax.Result found = new FullSoftmax().of(items, FIRST, List.of(term), 0);
            assertEquals(0, found.losses().get(0));
            assertEquals(0, found.stateGradients().get(0).size(0));
            assertEquals(0, Torch.sum(found.vectorGradient().abs()));
            return null;
        });
    }

    private double loss(double focus, boolean otherClass) {
        double sum = 0;
        for (int row = 0; row < ROWS; row++) {
            double z = otherClass ? Math.exp(other[row]) : 0;
            double right = 0;
            for (int i = 0; i < ITEMS; i++) {
                double score = bias[i];
                for (int j = 0; j < WIDTH; j++) {
                    score += (double) states[row * WIDTH + j] * vectors[i * WIDTH + j];
                }
                z += Math.exp(score);
                right = FIRST + i == targets.positives()[row] ? score : right;
            }
            double logProbability = right - Math.log(z);
            sum -= weights[row] * Math.pow(1 - Math.exp(logProbability), focus) * logProbability;
        }
        return sum;
    }

    private float[] slopes(float[] of, double focus, boolean otherClass) {
        float[] slopes = new float[of.length];
        float step = 1 / 512f; // exact
        for (int i = 0; i < of.length; i++) {
            float before = of[i];
            of[i] = before + step;
            double up = loss(focus, otherClass);
            double upAt = of[i];
            of[i] = before - step;
            double down = loss(focus, otherClass);
            slopes[i] = (float) ((up - down) / (upAt - of[i]));
            of[i] = before;
        }
        return slopes;
    }
}
