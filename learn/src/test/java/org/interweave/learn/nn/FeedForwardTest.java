package org.interweave.learn.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.interweave.learn.torch.Libtorch;
import org.interweave.learn.torch.Parameters;
import org.interweave.learn.torch.Precision;
import org.interweave.learn.torch.Step;
import org.interweave.learn.torch.Torch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class FeedForwardTest {
    /** x times the distribution function of the normal distribution at x; the usual approximation by tanh gives .8411920 for 1. */
    private static final float[] GELU_OF_1_MINUS1_2_MINUS2 = {0.8413447f, -0.1586553f, 1.9544997f, -0.0455003f};

    @BeforeAll
    static void fullPrecision() {
        Libtorch.precision(Precision.HIGHEST);
    }

    private static float[] forward(FeedForward.Activation activation, Map<String, float[]> weights, Dropout inside) {
        Parameters parameters = new Parameters();
        FeedForward ffn = new FeedForward(parameters.root(), 2, 4, activation);
        parameters.named().forEach((name, p) -> Parameters.assign(p, Torch.floats(weights.get(name), p.shape())));
        return Step.infer(() -> {
            Tensor x = Torch.floats(new float[] {1, 2}, 1, 2);
            return Torch.array(ffn.forward(x, inside));
        });
    }

    /** The inner layer holds 1, -1, 2, -2: the first with the bias' help. The second layer adds its bias to inner 0 + 10 * inner 1, and to inner 2 + 10 * inner 3. */
    private static Map<String, float[]> weights() {
        return Map.of(
                "w1", new float[] {0.5f, -1, 0, -2, 0, 0, 1, 0},
                "b1", new float[] {0.5f, 0, 0, 0},
                "w2", new float[] {1, 0, 10, 0, 0, 1, 0, 10},
                "b2", new float[] {3, 4});
    }

    @Test
    void geluIsTheExactOne() {
        float[] g = GELU_OF_1_MINUS1_2_MINUS2;
        float[] expected = {g[0] + 10 * g[1] + 3, g[2] + 10 * g[3] + 4};
        assertArrayEquals(expected, forward(FeedForward.Activation.GELU, weights(), Dropout.off()), 1e-5f);
    }

    @Test
    void reluLeavesWhatIsAboveZero() {
        assertArrayEquals(
                new float[] {1 + 3, 2 + 4}, forward(FeedForward.Activation.RELU, weights(), Dropout.off()), 1e-6f);
    }

    @Test
    void dropoutInsideComesAfterTheActivation() {
        float[] mask = Step.infer(() -> Torch.array(Dropout.seeded(0.5, 2).mask(new long[] {1, 4})));
        float[] g = GELU_OF_1_MINUS1_2_MINUS2;
        float[] expected = {g[0] * mask[0] + 10 * g[1] * mask[1] + 3, g[2] * mask[2] + 10 * g[3] * mask[3] + 4};
        assertArrayEquals(expected, forward(FeedForward.Activation.GELU, weights(), Dropout.seeded(0.5, 2)), 1e-5f);
    }
}
