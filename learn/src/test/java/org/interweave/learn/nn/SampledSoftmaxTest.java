package org.interweave.learn.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

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
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SampledSoftmaxTest {
    @BeforeAll
    static void fullPrecision() {
        Libtorch.precision(Precision.HIGHEST);
    }

    @Test
    void firstLossIsTheLogarithmOfTheCandidateCount() {
        for (LossKernel kernel : List.of(LossKernel.VECTOR, LossKernel.TORCH)) {
            double loss = Step.compute(() -> {
                SampledSoftmax.Term term = new SampledSoftmax.Term(
                        Torch.zeros(2, 8),
                        new Targets(
                                new int[] {0, 1}, new int[] {1, 2}, new int[] {3, 4, 5, 3, 4, 5}, new float[] {.5f, .5f
                                }));
                return kernel.create()
                        .of(Items.of(Torch.ones(6, 8)), List.of(term), SampledSoftmax.Form.of(0.75))
                        .losses()
                        .get(0);
            });
            assertEquals(Math.log(4), loss, 1e-6, kernel.toString());
        }
    }

    /** Widths on both sides of the vector length, candidate counts that are no multiple of four, repeated items, and an empty term. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void kernelsAgreeOnLossesAndGradients(long seed) {
        SampledSoftmax.Form form =
                new SampledSoftmax.Form(0.75, List.of(0.0, 2.0, 0.5, 1.0).get((int) seed % 4));
        Random random = new Random(seed);
        int width = List.of(1, 7, 16, 24, 64, 80, 130, 256).get((int) seed - 1);
        int items = 30 + random.nextInt(50);
        Libtorch.seed(seed);
        Step.compute(() -> {
            Tensor table = random(random, items + 1, width);
            List<SampledSoftmax.Term> terms = List.of(
                    term(random, 9, 5, items, width),
                    term(random, 0, 5, items, width),
                    term(random, 300, 2, items, width));
            Optional<Tensor> bias = seed % 2 == 0
                    ? Optional.empty()
                    : Optional.of(random(random, 1, items + 1).view(-1));
            Items rows = new Items(table, bias);
            SampledSoftmax.Result fast = new VectorSampledSoftmax().of(rows, terms, form);
            SampledSoftmax.Result plain = new TorchSampledSoftmax().of(rows, terms, form);
            bias.ifPresent(present -> assertArrayEquals(
                    Torch.array(plain.biasGradient().orElseThrow()),
                    Torch.array(fast.biasGradient().orElseThrow()),
                    1e-3f));
            for (int i = 0; i < terms.size(); i++) {
                assertEquals(plain.losses().get(i), fast.losses().get(i), 1e-4, "seed " + seed);
                assertArrayEquals(
                        Torch.array(plain.stateGradients().get(i)),
                        Torch.array(fast.stateGradients().get(i)),
                        1e-4f,
                        "seed " + seed);
            }
            assertArrayEquals(
                    Torch.array(plain.vectorGradient()), Torch.array(fast.vectorGradient()), 1e-3f, "seed " + seed);
            return null;
        });
    }

    /** Gradients of the focal loss with a bias, against differences of the loss itself. */
    @ParameterizedTest
    @EnumSource
    void gradientsAreTheSlopesOfTheLoss(LossKernel kernel) {
        Random random = new Random(7);
        SampledSoftmax.Form form = new SampledSoftmax.Form(0.75, 2);
        Step.compute(() -> {
            SampledSoftmax.Term term = term(random, 6, 5, 9, 8);
            Tensor vectors = random(random, 10, 8);
            Tensor bias = random(random, 1, 10).view(-1);
            SampledSoftmax softmax = kernel.create();
            SampledSoftmax.Result result = softmax.of(new Items(vectors, Optional.of(bias)), List.of(term), form);
            for (int item = 1; item < 10; item++) {
                float[] shift = new float[10];
                shift[item] = 0.01f;
                Tensor step = Torch.floats(shift, 10);
                double up = softmax.of(new Items(vectors, Optional.of(bias.add(step))), List.of(term), form)
                        .losses()
                        .get(0);
                double down = softmax.of(new Items(vectors, Optional.of(bias.sub(step))), List.of(term), form)
                        .losses()
                        .get(0);
                float found = Torch.array(result.biasGradient().orElseThrow())[item];
                assertEquals((up - down) / 0.02, found, 2e-3, "item " + item);
            }
            return null;
        });
    }

    @Test
    void focusTurnsAwayFromRowsThatAreRight() {
        assertEquals(
                0.17329,
                -Math.log(0.5) * SampledSoftmax.Focus.of(2, Math.log(0.5)).loss(),
                1e-5);
        assertEquals(
                0.0010536,
                -Math.log(0.9) * SampledSoftmax.Focus.of(2, Math.log(0.9)).loss(),
                1e-6);
        assertEquals(1, SampledSoftmax.Focus.of(0, -1).slope());
        assertEquals(0, SampledSoftmax.Focus.of(0.5, 0).slope());
    }

    /** Medium precision rounds items where they meet states, and states where they make the items' gradients; nothing else. */
    @ParameterizedTest
    @ValueSource(ints = {64, 256})
    void mediumPrecisionIsTheSameOnRoundedFactors(int width) {
        Random random = new Random(width);
        Step.compute(() -> {
            Tensor table = random(random, 61, width);
            SampledSoftmax.Term term = term(random, 40, 6, 60, width);
            SampledSoftmax.Result exact =
                    new TorchSampledSoftmax().of(Items.of(rounded(table)), List.of(term), SampledSoftmax.Form.of(0.75));
            float[] states = Torch.array(term.states());
            SampledSoftmax.Result medium = inMedium(table, term);
            assertEquals(
                    exact.losses().get(0),
                    medium.losses().get(0),
                    2e-3 * exact.losses().get(0));
            float[] expected = Torch.array(exact.stateGradients().get(0));
            float[] found = Torch.array(medium.stateGradients().get(0));
            assertArrayEquals(expected, found, 2e-2f * largest(expected));
            assertFalse(java.util.Arrays.equals(expected, found), "nothing was rounded");
            float[] items = Torch.array(exact.vectorGradient());
            assertArrayEquals(items, Torch.array(medium.vectorGradient()), 2e-2f * largest(items));
            assertArrayEquals(states, Torch.array(term.states()));
            return null;
        });
    }

    private static SampledSoftmax.Result inMedium(Tensor table, SampledSoftmax.Term term) {
        Libtorch.precision(Precision.MEDIUM);
        try {
            return new VectorSampledSoftmax().of(Items.of(table), List.of(term), SampledSoftmax.Form.of(0.75));
        } finally {
            Libtorch.precision(Precision.HIGHEST);
        }
    }

    /** To the nearest bfloat16. */
    private static Tensor rounded(Tensor tensor) {
        float[] values = Torch.array(tensor);
        for (int i = 0; i < values.length; i++) {
            int bits = Float.floatToRawIntBits(values[i]);
            values[i] = Float.intBitsToFloat((bits + 0x7FFF + (bits >>> 16 & 1)) & 0xFFFF0000);
        }
        return Torch.floats(values, tensor.size(0), tensor.size(1));
    }

    private static float largest(float[] values) {
        float largest = 0;
        for (float value : values) {
            largest = Math.max(largest, Math.abs(value));
        }
        return largest;
    }

    /** A kernel that is used again must not remember the rows of a larger batch. */
    @Test
    void buffersDoNotLeakIntoTheNextBatch() {
        Random random = new Random(5);
        SampledSoftmax kernel = new VectorSampledSoftmax();
        Step.compute(() -> {
            Tensor table = random(random, 41, 16);
            SampledSoftmax.Term small = term(random, 3, 4, 40, 16);
            float[] alone = Torch.array(new VectorSampledSoftmax()
                    .of(Items.of(table), List.of(small), SampledSoftmax.Form.of(1))
                    .vectorGradient());
            kernel.of(Items.of(table), List.of(term(random, 50, 6, 40, 16)), SampledSoftmax.Form.of(1));
            assertArrayEquals(
                    alone,
                    Torch.array(kernel.of(Items.of(table), List.of(small), SampledSoftmax.Form.of(1))
                            .vectorGradient()));
            return null;
        });
    }

    private static SampledSoftmax.Term term(Random random, int rows, int negatives, int items, int width) {
        float[] weights = new float[rows];
        for (int i = 0; i < rows; i++) {
            weights[i] = random.nextFloat();
        }
        Targets targets = new Targets(
                new int[rows],
                random.ints(rows, 1, items + 1).toArray(),
                random.ints((long) rows * negatives, 1, items + 1).toArray(),
                weights);
        return new SampledSoftmax.Term(random(random, rows, width), targets);
    }

    private static Tensor random(Random random, int rows, int width) {
        float[] values = new float[rows * width];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian() * 0.5f;
        }
        return Torch.floats(values, rows, width);
    }
}
