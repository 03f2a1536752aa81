package org.interweave.learn.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class Bfloat16RowsTest {
    /** A vector with a single one reads one element: it must be within half a step of bfloat16, in both halves of a word. */
    @Test
    void everyElementIsRoundedToTheNearest() {
        int width = 64;
        int rows = 50;
        Random random = new Random(3);
        float[] values = new float[rows * width];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (random.nextGaussian() * Math.pow(10, random.nextInt(7) - 4));
        }
        Bfloat16Rows matrix = new Bfloat16Rows(width);
        matrix.set(values, rows);
        int[] all = IntStream.range(0, rows).toArray();
        float[] found = new float[rows];
        for (int c = 0; c < width; c++) {
            float[] one = new float[width];
            one[c] = 1;
            matrix.dots(one, 0, all, 0, rows, found);
            for (int row = 0; row < rows; row++) {
                float exact = values[row * width + c];
                assertEquals(exact, found[row], Math.abs(exact) / 256, "row " + row + ", element " + c);
            }
        }
    }

    /** What is taken off the upper element for its lower neighbour must not borrow from its sign. */
    @Test
    void zerosAndTheSmallestNumbersStaySmallWhateverTheirNeighbour() {
        int width = 64;
        float[] tiny = {0f, -0f, Float.MIN_VALUE, -Float.MIN_VALUE, 1e-41f, -1e-41f, 9e-41f, 1e-40f, -1e-40f, 1e-38f};
        float[] neighbours = {-1f, 1f, -1e-3f, -3e38f, 0f, -0f};
        for (float small : tiny) {
            for (float neighbour : neighbours) {
                float[] values = new float[width];
                Arrays.fill(values, 0, width / 2, neighbour);
                Arrays.fill(values, width / 2, width, small);
                Bfloat16Rows matrix = new Bfloat16Rows(width);
                matrix.set(values, 1);
                float[] one = new float[width];
                one[width - 1] = 1;
                float[] found = new float[1];
                matrix.dots(one, 0, new int[] {0}, 0, 1, found);
                assertEquals(small, found[0], 2e-40f, small + " beside " + neighbour);
            }
        }
    }
}
