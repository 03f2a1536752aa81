package org.interweave.learn.nn;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** In 32 bits, for any width. */
final class FloatRows implements VectorRows {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final int LANES = SPECIES.length();

    private final int d;
    private float[] values = {};

    FloatRows(int width) {
        this.d = width;
    }

    @Override
    public void set(float[] values, int rows) {
        this.values = values;
    }

    @Override
    public void dots(float[] x, int xStart, int[] indices, int from, int to, float[] out) {
        int i = from;
        for (; i <= to - 4; i += 4) {
            dot4(x, xStart, indices, i, out);
        }
        for (; i < to; i++) {
            out[i] = dot(x, xStart, indices[i] * d);
        }
    }

    private void dot4(float[] x, int xStart, int[] indices, int first, float[] out) {
        int o0 = indices[first] * d;
        int o1 = indices[first + 1] * d;
        int o2 = indices[first + 2] * d;
        int o3 = indices[first + 3] * d;
        FloatVector a0 = FloatVector.zero(SPECIES);
        FloatVector a1 = a0;
        FloatVector a2 = a0;
        FloatVector a3 = a0;
        int c = 0;
        for (; c <= d - LANES; c += LANES) {
            FloatVector h = FloatVector.fromArray(SPECIES, x, xStart + c);
            a0 = FloatVector.fromArray(SPECIES, values, o0 + c).fma(h, a0);
            a1 = FloatVector.fromArray(SPECIES, values, o1 + c).fma(h, a1);
            a2 = FloatVector.fromArray(SPECIES, values, o2 + c).fma(h, a2);
            a3 = FloatVector.fromArray(SPECIES, values, o3 + c).fma(h, a3);
        }
        FloatVector sums = Lanes.sums(a0, a1, a2, a3);
        out[first] = sums.lane(0) + tail(x, xStart, o0, c);
        out[first + 1] = sums.lane(LANES / 4) + tail(x, xStart, o1, c);
        out[first + 2] = sums.lane(LANES / 2) + tail(x, xStart, o2, c);
        out[first + 3] = sums.lane(3 * LANES / 4) + tail(x, xStart, o3, c);
    }

    private float dot(float[] x, int xStart, int row) {
        FloatVector a = FloatVector.zero(SPECIES);
        int c = 0;
        for (; c <= d - LANES; c += LANES) {
            a = FloatVector.fromArray(SPECIES, values, row + c).fma(FloatVector.fromArray(SPECIES, x, xStart + c), a);
        }
        FloatVector none = FloatVector.zero(SPECIES);
        return Lanes.sums(a, none, none, none).lane(0) + tail(x, xStart, row, c);
    }

    private float tail(float[] x, int xStart, int row, int from) {
        float sum = 0;
        for (int c = from; c < d; c++) {
            sum += x[xStart + c] * values[row + c];
        }
        return sum;
    }

    @Override
    public void weightedSum(float[] weights, int[] indices, int from, int to, float[] y, int yStart) {
        int c = 0;
        for (; c <= d - 4 * LANES; c += 4 * LANES) {
            FloatVector a0 = FloatVector.zero(SPECIES);
            FloatVector a1 = a0;
            FloatVector a2 = a0;
            FloatVector a3 = a0;
            for (int i = from; i < to; i++) {
                FloatVector w = FloatVector.broadcast(SPECIES, weights[i]);
                int o = indices[i] * d + c;
                a0 = FloatVector.fromArray(SPECIES, values, o).fma(w, a0);
                a1 = FloatVector.fromArray(SPECIES, values, o + LANES).fma(w, a1);
                a2 = FloatVector.fromArray(SPECIES, values, o + 2 * LANES).fma(w, a2);
                a3 = FloatVector.fromArray(SPECIES, values, o + 3 * LANES).fma(w, a3);
            }
            a0.intoArray(y, yStart + c);
            a1.intoArray(y, yStart + c + LANES);
            a2.intoArray(y, yStart + c + 2 * LANES);
            a3.intoArray(y, yStart + c + 3 * LANES);
        }
        for (; c < d; c++) {
            float sum = 0;
            for (int i = from; i < to; i++) {
                sum += weights[i] * values[indices[i] * d + c];
            }
            y[yStart + c] = sum;
        }
    }
}
