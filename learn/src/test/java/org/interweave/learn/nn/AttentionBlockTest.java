package org.interweave.learn.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.bytedeco.pytorch.Tensor;
import org.interweave.core.batch.Layout;
import org.interweave.learn.torch.Autograd;
import org.interweave.learn.torch.Libtorch;
import org.interweave.learn.torch.Parameters;
import org.interweave.learn.torch.Precision;
import org.interweave.learn.torch.Step;
import org.interweave.learn.torch.Torch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The pass of training and libtorch's operators must give the same values and gradients. */
class AttentionBlockTest {
    private static final int WIDTH = 64;
    private static final int HEADS = 2;
    private static final int WINDOW = 12;

    @AfterEach
    void fullPrecision() {
        Libtorch.precision(Precision.HIGHEST);
        Libtorch.threads(1);
    }

    private interface Way {
        Packed of(AttentionBlock block, Packed own, List<Packed> keys, Dropout dropout);
    }

    /** @param others packs besides the queries' own that are read; none: the queries read themselves */
    private record Setting(int users, int others, VacantSlots vacantSlots, double dropout) {}

    /** Of some users every slot, of some a few, of some none. */
    private static Layout layout(int users, Random random) {
        int[] starts = new int[users + 1];
        List<Integer> slots = new ArrayList<>();
        for (int user = 0; user < users; user++) {
            double share = random.nextInt(4) / 3.0;
            for (int slot = 0; slot < WINDOW; slot++) {
                if (random.nextDouble() < share) {
                    slots.add(slot);
                }
            }
            starts[user + 1] = slots.size();
        }
        return new Layout(WINDOW, starts, slots.stream().mapToInt(slot -> slot).toArray());
    }

    /** All that may differ: the output, the gradients to every pack and to every parameter. */
    private static Map<String, float[]> results(Setting setting, Way way) {
        Random random = new Random(4);
        Parameters parameters = new Parameters();
        Parameters.Scope root = parameters.root();
        AttentionBlock block = new AttentionBlock(
                new PackedAttention(root, WIDTH, HEADS), new LayerNorm(root.child("norm"), WIDTH), setting.vacantSlots);
        List<Layout> layouts = new ArrayList<>();
        List<Tensor> packs = new ArrayList<>();
        for (int i = 0; i <= setting.others; i++) {
            layouts.add(layout(setting.users, random));
            packs.add(root.constant("pack" + i, 0, layouts.get(i).tokens(), WIDTH));
        }
        parameters
                .storage()
                .forEach((name, p) ->
                        Parameters.assign(p, gaussian(random, name.startsWith("pack") ? 1 : 0.3, p.shape())));
        return Step.compute(() -> {
            List<Packed> inputs = new ArrayList<>();
            for (int i = 0; i < packs.size(); i++) { // twice the pack, so that there is a graph above the block too
                inputs.add(new Packed(Torch.scale(packs.get(i), 2), layouts.get(i)));
            }
            List<Packed> keys = setting.others == 0 ? inputs : inputs.subList(1, inputs.size());
            Tensor out = way.of(block, inputs.get(0), keys, Dropout.seeded(setting.dropout, 8))
                    .values();
            Autograd.backward(List.of(out), List.of(gaussian(random, 1, out.shape())));
            Map<String, float[]> results = new TreeMap<>();
            results.put("state", Torch.array(out));
            parameters.storage().forEach((name, p) -> results.put("gradient " + name, Torch.array(p.grad())));
            return results;
        });
    }

    private static Tensor gaussian(Random random, double deviation, long... shape) {
        float[] values = new float[(int) Arrays.stream(shape).reduce(1, (a, b) -> a * b)];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (deviation * random.nextGaussian());
        }
        return Torch.floats(values, shape);
    }

    private static void assertAlike(Setting setting, double tolerance) {
        Map<String, float[]> found = results(setting, AttentionBlock::inOnePass);
        results(setting, AttentionBlock::byOperators).forEach((name, expected) -> {
            double size = 0;
            for (float value : expected) {
                size = Math.max(size, Math.abs(value));
            }
            assertArrayEquals(expected, found.get(name), (float) (tolerance * size), setting + ": " + name);
        });
    }

    @ParameterizedTest
    @EnumSource
    void bothWaysGiveTheSameValuesAndGradients(VacantSlots vacantSlots) {
        Libtorch.precision(Precision.HIGHEST);
        for (int users : new int[] {2, 100}) {
            for (int others = 0; others <= 2; others++) {
                assertAlike(new Setting(users, others, vacantSlots, 0), 2e-5);
                assertAlike(new Setting(users, others, vacantSlots, 0.5), 2e-5);
            }
        }
    }

    @Test
    void roundedFactorsMoveBothWaysAlike() {
        Libtorch.precision(Precision.MEDIUM);
        assertAlike(new Setting(40, 2, VacantSlots.VISIBLE, 0.5), 0.03);
    }

    /** Whatever the number of threads. */
    @Test
    void onePassRepeatsBitForBit() {
        for (Precision precision : Precision.values()) {
            Setting setting = new Setting(100, 2, VacantSlots.VISIBLE, 0.5);
            Libtorch.precision(precision);
            Libtorch.threads(1);
            Map<String, float[]> first = results(setting, AttentionBlock::inOnePass);
            Libtorch.threads(2);
            Map<String, float[]> second = results(setting, AttentionBlock::inOnePass);
            first.forEach((name, values) -> assertArrayEquals(values, second.get(name), name));
        }
    }

    @Test
    void scoringRecordsNothing() {
        Random random = new Random(2);
        Parameters parameters = new Parameters();
        AttentionBlock block = new AttentionBlock(
                new PackedAttention(parameters.root(), WIDTH, HEADS),
                new LayerNorm(parameters.root().child("norm"), WIDTH),
                VacantSlots.VISIBLE);
        Layout layout = layout(5, random);
        Tensor x = parameters.root().normal("x", 1, layout.tokens(), WIDTH);
        assertFalse(Step.infer(() ->
                block.forward(new Packed(x, layout), Dropout.off()).values().requires_grad()));
    }
}
