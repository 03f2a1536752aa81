package org.interweave.learn.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.bytedeco.pytorch.Tensor;
import org.interweave.learn.torch.Autograd;
import org.interweave.learn.torch.Libtorch;
import org.interweave.learn.torch.Parameters;
import org.interweave.learn.torch.Precision;
import org.interweave.learn.torch.Step;
import org.interweave.learn.torch.Torch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The pass of training and libtorch's operators must give the same values and gradients. */
class ExpertBlockTest {
    private static final int WIDTH = 32;
    private static final int INNER = 24; // no whole number of vectors
    private static final int DESTINATIONS = 3;

    @AfterEach
    void fullPrecision() {
        Libtorch.precision(Precision.HIGHEST);
        Libtorch.threads(1);
    }

    private interface Way {
        ExpertBlock.Outputs of(ExpertBlock block, Tensor s, Dropout dropout);
    }

    private record Setting(boolean gated, int rows, double dropout) {}

    /** All that may differ: outputs, gates' weights, the gradients to the input and to every parameter. */
    private static Map<String, float[]> results(Setting setting, Way way) {
        Parameters parameters = new Parameters();
        ExpertBlock block = setting.gated ? gated(parameters.root()) : single(parameters.root());
        Tensor s = parameters.root().constant("input", 0, setting.rows, WIDTH);
        Random random = new Random(4);
        parameters
                .storage()
                .forEach(
                        (name, p) -> Parameters.assign(p, gaussian(random, name.equals("input") ? 1 : 0.3, p.shape())));
        return Step.compute(() -> {
            Map<String, float[]> results = new TreeMap<>();
            // Twice the input, so that there is a graph above the block too.
            ExpertBlock.Outputs outputs = way.of(block, Torch.scale(s, 2), Dropout.seeded(setting.dropout, 8));
            List<Tensor> gradients = new ArrayList<>();
            for (int y = 0; y < outputs.states().size(); y++) {
                results.put("state " + y, Torch.array(outputs.states().get(y)));
                gradients.add(gaussian(random, 1, setting.rows, WIDTH));
            }
            for (int y = 0; y < outputs.weights().size(); y++) {
                results.put("weights " + y, Torch.array(outputs.weights().get(y)));
            }
            Autograd.backward(outputs.states(), gradients);
            parameters.storage().forEach((name, p) -> results.put("gradient " + name, Torch.array(p.grad())));
            return results;
        });
    }

    private static Tensor gaussian(Random random, double deviation, long... shape) {
        int n = 1;
        for (long side : shape) {
            n *= (int) side;
        }
        float[] values = new float[n];
        for (int i = 0; i < n; i++) {
            values[i] = (float) (deviation * random.nextGaussian());
        }
        return Torch.floats(values, shape);
    }

    private static ExpertBlock single(Parameters.Scope scope) {
        return ExpertBlock.single(
                new SwiGlu(scope, List.of("expert"), WIDTH, INNER), new LayerNorm(scope.child("norm"), WIDTH));
    }

    private static ExpertBlock gated(Parameters.Scope scope) {
        List<LayerNorm> norms = new ArrayList<>();
        List<String> experts = new ArrayList<>(List.of("shared"));
        for (int y = 0; y < DESTINATIONS; y++) {
            experts.add("own." + y);
            norms.add(new LayerNorm(scope.child("norm." + y), WIDTH));
        }
        Tensor gates = scope.shared("gates", 0.02, 2L * DESTINATIONS, WIDTH);
        return ExpertBlock.gated(new SwiGlu(scope, experts, WIDTH, INNER), gates, norms);
    }

    private static void assertAlike(Map<String, float[]> expected, Map<String, float[]> found, double tolerance) {
        assertEquals(expected.keySet(), found.keySet());
        expected.forEach((name, values) -> {
            double size = 0;
            for (float value : values) {
                size = Math.max(size, Math.abs(value));
            }
            assertTrue(size > 0, name + " is zero everywhere");
            assertArrayEquals(values, found.get(name), (float) (tolerance * size), name);
        });
    }

    /** One row, less than a chunk, several chunks of which the last is shorter. */
    @ParameterizedTest
    @ValueSource(ints = {1, 50, 200, 700})
    void bothWaysGiveTheSameValuesAndGradients(int rows) {
        Libtorch.precision(Precision.HIGHEST);
        for (boolean gated : new boolean[] {true, false}) {
            for (double dropout : new double[] {0, 0.5}) {
                Setting setting = new Setting(gated, rows, dropout);
                assertAlike(results(setting, ExpertBlock::byOperators), results(setting, ExpertBlock::inOnePass), 1e-5);
            }
        }
    }

    @Test
    void roundedFactorsMoveBothWaysAlike() {
        Libtorch.precision(Precision.MEDIUM);
        Setting setting = new Setting(true, 300, 0.5);
        assertAlike(results(setting, ExpertBlock::byOperators), results(setting, ExpertBlock::inOnePass), 0.02);
    }

    /** Whatever the number of threads. */
    @Test
    void onePassRepeatsBitForBit() {
        for (Precision precision : Precision.values()) {
            Setting setting = new Setting(true, 700, 0.5);
            Libtorch.precision(precision);
            Libtorch.threads(1);
            Map<String, float[]> first = results(setting, ExpertBlock::inOnePass);
            Libtorch.threads(2);
            Map<String, float[]> second = results(setting, ExpertBlock::inOnePass);
            first.forEach((name, values) -> assertArrayEquals(values, second.get(name), name));
        }
    }

    @Test
    void trainingTakesThePassAndScoringDoesNot() {
        Parameters parameters = new Parameters();
        ExpertBlock block = single(parameters.root());
        Tensor s = parameters.root().normal("input", 1, 5, WIDTH);
        Step.compute(() -> {
            String training = block.only(s, Dropout.off()).grad_fn().name().getString();
            assertTrue(training.contains("Clone"), training);
            return null;
        });
        Step.infer(() -> {
            assertTrue(!block.only(s, Dropout.off()).requires_grad());
            return null;
        });
    }
}
