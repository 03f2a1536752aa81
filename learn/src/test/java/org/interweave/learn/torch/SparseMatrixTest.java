package org.interweave.learn.torch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class SparseMatrixTest {
    private static final int WIDTH = 24;

    @BeforeAll
    static void fullPrecision() {
        Libtorch.precision(Precision.HIGHEST);
    }

    /** Values and gradient, on random matrices with empty rows and rows of many entries, some in the same column. */
    @Test
    void timesIsTheProductWithTheDenseMatrix() {
        for (int seed = 0; seed < 20; seed++) {
            Random random = new Random(seed);
            int rows = 1 + random.nextInt(60);
            int columns = 1 + random.nextInt(40);
            SparseMatrix matrix = random(random, rows, columns);
            float[] x = floats(random, columns * WIDTH);
            float[] slope = floats(random, rows * WIDTH);
            float[] product = new float[rows * WIDTH];
            float[] gradient = new float[columns * WIDTH];
            for (int row = 0; row < rows; row++) {
                for (int e = matrix.starts()[row]; e < matrix.starts()[row + 1]; e++) {
                    for (int i = 0; i < WIDTH; i++) {
                        int from = matrix.columns()[e] * WIDTH + i;
                        product[row * WIDTH + i] += matrix.values()[e] * x[from];
                        gradient[from] += matrix.values()[e] * slope[row * WIDTH + i];
                    }
                }
            }
            List<float[]> found = Step.compute(() -> {
                Tensor leaf = Torch.floats(x, columns, WIDTH).requires_grad_(true);
                Tensor y = matrix.times(leaf);
                float[] values = Torch.array(y);
                if (y.requires_grad()) {
                    Autograd.backward(List.of(y), List.of(Torch.floats(slope, rows, WIDTH)));
                }
                return List.of(values, y.requires_grad() ? Torch.array(leaf.grad()) : new float[columns * WIDTH]);
            });
            assertArrayEquals(product, found.get(0), 1e-4f, "seed " + seed);
            assertArrayEquals(gradient, found.get(1), 1e-4f, "seed " + seed);
        }
    }

    private static SparseMatrix random(Random random, int rows, int columns) {
        int[] starts = new int[rows + 1];
        for (int row = 0; row < rows; row++) {
            starts[row + 1] = starts[row] + (random.nextBoolean() ? 0 : random.nextInt(50));
        }
        int entries = starts[rows];
        return new SparseMatrix(starts, random.ints(entries, 0, columns).toArray(), floats(random, entries));
    }

    private static float[] floats(Random random, int n) {
        float[] values = new float[n];
        for (int i = 0; i < n; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    @Test
    void aMatrixWithoutEntriesGivesZeros() {
        float[] product = Step.infer(
                () -> Torch.array(new SparseMatrix(new int[3], new int[0], new float[0]).times(Torch.ones(4, 5))));
        assertArrayEquals(new float[10], product);
    }

    @Test
    void whatDoesNotFitTogetherIsRefused() {
        String message = assertThrows(
                        IllegalArgumentException.class,
                        () -> new SparseMatrix(new int[] {0, 2}, new int[] {1}, new float[] {1}))
                .getMessage();
        assertTrue(message.contains("1 columns and 1 values"), message);
    }
}
