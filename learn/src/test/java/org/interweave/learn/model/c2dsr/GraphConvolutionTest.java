package org.interweave.learn.model.c2dsr;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.interweave.learn.model.Toy;
import org.interweave.learn.nn.Dropout;
import org.interweave.learn.torch.Parameters;
import org.interweave.learn.torch.SparseMatrix;
import org.interweave.learn.torch.Step;
import org.interweave.learn.torch.Torch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GraphConvolutionTest {
    private static final int ITEMS = 12;
    private static final int WIDTH = 4;

    private static TransitionGraph graph() {
        Random random = new Random(7); // items 11 and 12 have no successor
        return TransitionGraph.of(
                ITEMS,
                Stream.generate(() -> IntStream.concat(random.ints(4, 1, ITEMS - 1), IntStream.of(ITEMS))
                                .toArray())
                        .limit(9));
    }

    private static float[] items() {
        float[] items = new float[(ITEMS + 1) * WIDTH];
        for (int i = 0; i < items.length; i++) {
            items[i] = (float) Math.sin(3 * i);
        }
        return items;
    }

    private static float[] convolved(Parameters parameters, GraphConvolution convolution, Dropout dropout) {
        parameters.named().forEach(Toy::refill);
        return Step.infer(() -> Torch.array(convolution.forward(Torch.floats(items(), ITEMS + 1, WIDTH), dropout)));
    }

    /** The formula, entry by entry. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void everyItemTakesUpItsSuccessors(int layers) {
        SparseMatrix p = graph().matrix(EdgeWeights.COUNT);
        Parameters parameters = new Parameters();
        GraphConvolution convolution = new GraphConvolution(parameters.root(), p, layers, WIDTH);
        float[] found = convolved(parameters, convolution, Dropout.off());
        float[] x = items();
        float[] sum = items();
        for (int l = 0; l < layers; l++) {
            float[] bias = Torch.array(parameters.named().get(l == 0 ? "bias" : "bias." + l));
            float[] next = new float[x.length];
            for (int i = 0; i < next.length; i++) {
                next[i] = bias[i % WIDTH];
                for (int e = p.starts()[i / WIDTH]; e < p.starts()[i / WIDTH + 1]; e++) {
                    next[i] += p.values()[e] * x[p.columns()[e] * WIDTH + i % WIDTH];
                }
                sum[i] += next[i];
            }
            x = next;
        }
        for (int i = 0; i < sum.length; i++) {
            assertEquals(2 * (sum[i] / (layers + 1) + items()[i]), found[i], 1e-5); // 2 = sqrt(4)
        }
    }

    @Test
    void dropoutFallsOnWhatSuccessorsGiveAlone() {
        Parameters parameters = new Parameters();
        SparseMatrix p = graph().matrix(EdgeWeights.COUNT);
        GraphConvolution convolution = new GraphConvolution(parameters.root(), p, 1, WIDTH);
        float[] whole = convolved(parameters, convolution, Dropout.off());
        float[] dropped = convolved(parameters, convolution, Dropout.seeded(0.5, 3));
        int without = (ITEMS - 1) * WIDTH;
        assertFalse(Arrays.equals(Arrays.copyOf(whole, without), Arrays.copyOf(dropped, without)));
        assertArrayEquals(
                Arrays.copyOfRange(whole, without, whole.length), Arrays.copyOfRange(dropped, without, dropped.length));
    }
}
