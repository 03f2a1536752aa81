package org.interweave.benchmarks.padded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.interweave.benchmarks.DataShape;
import org.interweave.core.batch.MixedLoss;
import org.interweave.core.batch.NextItemBatch;
import org.interweave.core.batch.NextItemCollator;
import org.interweave.core.batch.NextItemTask;
import org.interweave.core.sample.Seeds;
import org.interweave.core.split.LeaveOneOut;
import org.interweave.core.split.TrainingData;
import org.interweave.learn.model.Loss;
import org.interweave.learn.model.merit.Merit;
import org.interweave.learn.model.merit.MeritVariant;
import org.interweave.learn.nn.Dropout;
import org.interweave.learn.nn.LossKernel;
import org.interweave.learn.nn.VacantSlots;
import org.interweave.learn.torch.Libtorch;
import org.interweave.learn.torch.Parameters;
import org.interweave.learn.torch.Precision;
import org.interweave.learn.torch.Step;
import org.interweave.learn.torch.Torch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The packed production path and the padded reference are one function: same weights, same batch, no dropout. */
class PaddedMeritTest {
    private static final double TOLERANCE = 1e-4;
    private static final int USERS = 24;
    private static final int WINDOW = 15;
    private static final int NEGATIVES = 6;

    @BeforeAll
    static void fullPrecision() {
        Libtorch.precision(Precision.HIGHEST);
    }

    @ParameterizedTest
    @CsvSource({"2, PER_TOKEN, 24", "2, PER_DOMAIN, 24", "3, PER_TOKEN, 24", "2, PER_TOKEN, 7"})
    void lossPartsAndEveryGradientAgree(int domains, MixedLoss mixedLoss, int usersPerChunk) {
        Merit.Config config = config(mixedLoss);
        DataShape shape = new DataShape(
                USERS, IntStream.range(0, domains).mapToObj(k -> 30 + 5 * k).toList(), 13, 18);
        Merit model = new Merit(config, shape.catalog(), WINDOW, 1);
        model.parameters().named().forEach(PaddedMeritTest::refill);
        Weights weights = new Weights(model.parameters());
        LeaveOneOut split = new LeaveOneOut(shape.sequences(), WINDOW);
        NextItemBatch batch = new NextItemCollator(
                        TrainingData.of(shape.catalog(), split),
                        new Seeds(7),
                        new NextItemTask(NEGATIVES, NextItemTask.MixedNegatives.EVERY_DOMAIN, mixedLoss, true))
                .collate(split.trainingUsers(), 1);

        List<Double> ours = new ArrayList<>();
        Map<String, float[]> ourGradients = Step.compute(() -> {
            Loss loss = model.loss(batch, model.states(batch.sequences(), Dropout.off()));
            loss.backward();
            ours.addAll(loss.parts());
            return arrays(model.parameters().gradients());
        });
        double[] theirs = new double[domains + 1];
        Map<String, float[]> theirGradients = Step.compute(() -> {
            PaddedMerit reference = new PaddedMerit(config, domains, weights, 0);
            for (PaddedBatch chunk : PaddedBatch.chunks(batch, usersPerChunk)) {
                List<Tensor> parts = reference.losses(chunk, reference.states(chunk));
                torch.stack(new TensorVector(parts.toArray(new Tensor[0])))
                        .sum()
                        .backward();
                for (int i = 0; i < theirs.length; i++) {
                    theirs[i] += parts.get(i).item_double();
                }
            }
            Map<String, Tensor> gradients = new TreeMap<>();
            weights.tensors().forEach((name, tensor) -> gradients.put(name, tensor.grad()));
            return arrays(gradients);
        });

        for (int i = 0; i < theirs.length; i++) {
            assertEquals(theirs[i], ours.get(i), TOLERANCE * theirs[i], "loss " + i);
        }
        assertEquals(theirGradients.keySet(), ourGradients.keySet());
        theirGradients.forEach((name, gradient) -> assertClose(name, gradient, ourGradients.get(name)));
    }

    private static Merit.Config config(MixedLoss mixedLoss) {
        return new Merit.Config(
                16, 2, 0, 0, 0.75, NEGATIVES, MeritVariant.FULL, mixedLoss, VacantSlots.VISIBLE, LossKernel.AUTO);
    }

    /** Biases are 0 when training starts, and vacant slots would not show. */
    private static void refill(String name, Tensor parameter) {
        Random random = new Random(name.hashCode());
        float[] values = new float[(int) parameter.numel()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian() * 0.3f;
        }
        Parameters.assign(parameter, Torch.floats(values, parameter.shape()));
    }

    private static Map<String, float[]> arrays(Map<String, Tensor> tensors) {
        Map<String, float[]> arrays = new TreeMap<>();
        tensors.forEach((name, tensor) -> arrays.put(name, Torch.array(tensor)));
        return arrays;
    }

    /** Relative to the largest element of a parameter's gradient. */
    private static void assertClose(String name, float[] expected, float[] actual) {
        double largest = 0;
        double difference = 0;
        for (int i = 0; i < expected.length; i++) {
            largest = Math.max(largest, Math.abs(expected[i]));
            difference = Math.max(difference, Math.abs(expected[i] - actual[i]));
        }
        assertTrue(largest > 0, name + ": the reference has no gradient");
        assertTrue(
                difference <= TOLERANCE * largest,
                name + ": off by " + difference + " where the largest gradient is " + largest);
    }
}
