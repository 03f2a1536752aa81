package org.interweave.learn.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;

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
}
