package org.interweave.learn.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.bytedeco.pytorch.Tensor;
import org.interweave.learn.torch.Libtorch;
import org.interweave.learn.torch.Step;
import org.interweave.learn.torch.Torch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rounding must be libtorch's: half of a pass rounds here, the other half there. */
class NativeRowsTest {
    private static final int COUNT = 16 * 7 + 5; // whole vectors and a rest

    @BeforeAll
    static void load() {
        Libtorch.load();
    }

    private static float[] values() {
        Random random = new Random(5);
        float[] values = new float[COUNT];
        for (int i = 0; i < COUNT; i++) {
            values[i] = (float) (random.nextGaussian() * Math.pow(10, random.nextInt(9) - 4));
        }
        float[] special = {
            0,
            -0f,
            1 + 1f / 256, // between two, the lower one even
            1 + 3f / 256, // the upper one even
            -(1 + 1f / 256),
            Float.MIN_VALUE,
            Float.MAX_VALUE,
            Float.NaN,
            Float.POSITIVE_INFINITY,
            Float.NEGATIVE_INFINITY
        };
        System.arraycopy(special, 0, values, 3, special.length);
        System.arraycopy(special, 0, values, COUNT - special.length, special.length); // in the rest too
        return values;
    }

    @Test
    void bfloat16IsRoundedAsLibtorchRounds() {
        Step.infer(() -> {
            Tensor expected = Torch.bfloat16(Torch.floats(values(), COUNT));
            Tensor found = Torch.emptyLike(expected, COUNT);
            NativeRows.of(found).write(values(), 0, 0, COUNT);
            assertArrayEquals(Torch.array(Torch.floats(expected)), Torch.array(Torch.floats(found)));
            float[] read = new float[COUNT];
            NativeRows.of(expected).read(0, COUNT, read, 0);
            assertArrayEquals(Torch.array(Torch.floats(expected)), read);
            return null;
        });
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aStretchIsReadAndWrittenWhereItLies(boolean narrow) {
        Step.infer(() -> {
            float[] numbers = new float[100];
            for (int i = 0; i < 100; i++) {
                numbers[i] = i;
            }
            Tensor tensor = narrow ? Torch.bfloat16(Torch.floats(numbers, 100)) : Torch.floats(numbers, 100);
            assertEquals(narrow, Torch.isBfloat16(tensor));
            float[] read = new float[60];
            NativeRows.of(tensor).read(20, 50, read, 4);
            for (int i = 0; i < 60; i++) {
                assertEquals(i < 4 || i >= 54 ? 0 : 16 + i, read[i]);
            }
            NativeRows.of(Torch.span(tensor, 40, 60)).write(new float[] {9, 8, 7}, 1, 10, 2);
            float[] after = Torch.array(Torch.floats(tensor));
            for (int i = 0; i < 100; i++) {
                assertEquals(i == 50 ? 8 : i == 51 ? 7 : i, after[i]);
            }
            return null;
        });
    }

    /** Their memory is not there at all. */
    @Test
    void noRowsAreReadFromAnEmptyTensor() {
        Step.infer(() -> {
            NativeRows.of(Torch.empty(0, 4)).read(0, 0, new float[0], 0);
            NativeRows.of(Torch.bfloat16(Torch.empty(0, 4))).write(new float[0], 0, 0, 0);
            assertEquals(0, Torch.array(Torch.empty(0, 4)).length);
            return null;
        });
    }
}
