package org.interweave.learn.nn;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Rounded to bfloat16, summed in 32 bits: half the memory to read, which is what takes the time. Word j of a row holds element j in its lower half and element j + d/2 in its
 * upper half, so that both come out as neighbours. A
 * word read as a float is its upper element: what the lower half adds to it was taken off before rounding.
 */
final class Bfloat16Rows implements VectorRows {
    private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Integer> WORDS = IntVector.SPECIES_PREFERRED;
    private static final int LANES = WORDS.length();
    private static final int ROWS_PER_CHUNK = 256;
    private static final int UPPER = 0xFFFF0000;
    private static final int SIGN = 0x80000000;
    private static final int HALF_STEP = 0x8000;

    private final int half; // words of a row
    private int[] words = {};

    Bfloat16Rows(int width) {
        if (!fits(width)) {
            throw new IllegalArgumentException("width (" + width + ") must be a multiple of " + 4 * LANES);
        }
        this.half = width / 2;
    }

    /** Whether rows of this width consist of whole vectors. */
    static boolean fits(int width) {
        return width % (4 * LANES) == 0;
    }

    @Override
    public void set(float[] values, int rows) {
        if (words.length < rows * half) {
            words = new int[rows * half + rows * half / 8];
        }
        Parallel.chunks(rows, ROWS_PER_CHUNK, (from, to) -> {
            for (int row = from; row < to; row++) {
                pack(values, row * 2 * half, row * half);
            }
        });
    }

    private void pack(float[] values, int from, int to) {
        for (int j = 0; j < half; j += LANES) {
            IntVector low = bits(values, from + j).add(HALF_STEP).lanewise(VectorOperators.LSHR, 16);
            IntVector exact = bits(values, from + half + j);
            IntVector high = exact.sub(low).add(HALF_STEP).and(UPPER);
            // Of a number below 1e-40 nothing can be taken off without borrowing from its sign: zero would become NaN.
            VectorMask<Integer> tiny = exact.and(~SIGN).compare(VectorOperators.LT, HALF_STEP << 1);
            low.or(high.blend(exact.and(SIGN), tiny)).intoArray(words, to + j);
        }
    }

    private static IntVector bits(float[] values, int from) {
        return FloatVector.fromArray(FLOATS, values, from).reinterpretAsInts();
    }

    private static FloatVector lower(IntVector word) {
        return word.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats();
    }

    private static FloatVector upper(IntVector word) {
        return word.reinterpretAsFloats();
    }

    @Override
    public void dots(float[] x, int xStart, int[] indices, int from, int to, float[] out) {
        int i = from;
        for (; i <= to - 4; i += 4) {
            dot4(x, xStart, indices, i, out);
        }
        for (; i < to; i++) {
            dot1(x, xStart, indices, i, out);
        }
    }

    private void dot4(float[] x, int xStart, int[] indices, int first, float[] out) {
        int o0 = indices[first] * half;
        int o1 = indices[first + 1] * half;
        int o2 = indices[first + 2] * half;
        int o3 = indices[first + 3] * half;
        FloatVector a0 = FloatVector.zero(FLOATS);
        FloatVector a1 = a0;
        FloatVector a2 = a0;
        FloatVector a3 = a0;
        for (int j = 0; j < half; j += LANES) {
            FloatVector low = FloatVector.fromArray(FLOATS, x, xStart + j);
            FloatVector high = FloatVector.fromArray(FLOATS, x, xStart + half + j);
            IntVector w0 = IntVector.fromArray(WORDS, words, o0 + j);
            IntVector w1 = IntVector.fromArray(WORDS, words, o1 + j);
            IntVector w2 = IntVector.fromArray(WORDS, words, o2 + j);
            IntVector w3 = IntVector.fromArray(WORDS, words, o3 + j);
            a0 = upper(w0).fma(high, lower(w0).fma(low, a0));
            a1 = upper(w1).fma(high, lower(w1).fma(low, a1));
            a2 = upper(w2).fma(high, lower(w2).fma(low, a2));
            a3 = upper(w3).fma(high, lower(w3).fma(low, a3));
        }
        FloatVector sums = Lanes.sums(a0, a1, a2, a3);
        out[first] = sums.lane(0);
        out[first + 1] = sums.lane(LANES / 4);
        out[first + 2] = sums.lane(LANES / 2);
        out[first + 3] = sums.lane(3 * LANES / 4);
    }

    private void dot1(float[] x, int xStart, int[] indices, int i, float[] out) {
        int row = indices[i] * half;
        FloatVector a = FloatVector.zero(FLOATS);
        for (int j = 0; j < half; j += LANES) {
            IntVector w = IntVector.fromArray(WORDS, words, row + j);
            a = lower(w).fma(FloatVector.fromArray(FLOATS, x, xStart + j), a);
            a = upper(w).fma(FloatVector.fromArray(FLOATS, x, xStart + half + j), a);
        }
        FloatVector none = FloatVector.zero(FLOATS);
        out[i] = Lanes.sums(a, none, none, none).lane(0);
    }

    @Override
    public void weightedSum(float[] weights, int[] indices, int from, int to, float[] y, int yStart) {
        for (int j = 0; j < half; j += 2 * LANES) {
            FloatVector low0 = FloatVector.zero(FLOATS);
            FloatVector low1 = low0;
            FloatVector high0 = low0;
            FloatVector high1 = low0;
            for (int i = from; i < to; i++) {
                FloatVector w = FloatVector.broadcast(FLOATS, weights[i]);
                int o = indices[i] * half + j;
                IntVector word0 = IntVector.fromArray(WORDS, words, o);
                IntVector word1 = IntVector.fromArray(WORDS, words, o + LANES);
                low0 = lower(word0).fma(w, low0);
                high0 = upper(word0).fma(w, high0);
                low1 = lower(word1).fma(w, low1);
                high1 = upper(word1).fma(w, high1);
            }
            low0.intoArray(y, yStart + j);
            low1.intoArray(y, yStart + j + LANES);
            high0.intoArray(y, yStart + half + j);
            high1.intoArray(y, yStart + half + j + LANES);
        }
    }
}
