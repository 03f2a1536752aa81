package org.interweave.learn.nn;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** What attention does with the vectors of a head: rows that lie {@code stride} apart in an array, a stretch of {@code length} elements of each. */
final class AttentionKernel {
    private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
    private static final int LANES = FLOATS.length();

    private AttentionKernel() {}

    /** Whether a head of this width consists of whole vectors. */
    static boolean fits(int width) {
        return width % LANES == 0;
    }

    /** As long as whole vectors need for the count. */
    static int whole(int count) {
        return (count + LANES - 1) / LANES * LANES;
    }

    /** The products of x with {@code count} rows, the first of which starts at {@code at}; to out from {@code outAt} on. */
    static void dots(
            float[] x, int xAt, float[] rows, int at, int stride, int count, int length, float[] out, int outAt) {
        int r = 0;
        for (; r <= count - 4; r += 4) {
            dot4(x, xAt, rows, at + r * stride, stride, length, out, outAt + r);
        }
        for (; r < count; r++) {
            dot1(x, xAt, rows, at + r * stride, length, out, outAt + r);
        }
    }

    private static void dot4(float[] x, int xAt, float[] rows, int at, int stride, int length, float[] out, int outAt) {
        FloatVector a0 = FloatVector.zero(FLOATS);
        FloatVector a1 = FloatVector.zero(FLOATS);
        FloatVector a2 = FloatVector.zero(FLOATS);
        FloatVector a3 = FloatVector.zero(FLOATS);
        for (int i = 0; i < length; i += LANES) {
            FloatVector v = FloatVector.fromArray(FLOATS, x, xAt + i);
            a0 = FloatVector.fromArray(FLOATS, rows, at + i).fma(v, a0);
            a1 = FloatVector.fromArray(FLOATS, rows, at + stride + i).fma(v, a1);
            a2 = FloatVector.fromArray(FLOATS, rows, at + 2 * stride + i).fma(v, a2);
            a3 = FloatVector.fromArray(FLOATS, rows, at + 3 * stride + i).fma(v, a3);
        }
        FloatVector sums = Lanes.sums(a0, a1, a2, a3);
        out[outAt] = sums.lane(0);
        out[outAt + 1] = sums.lane(LANES / 4);
        out[outAt + 2] = sums.lane(LANES / 2);
        out[outAt + 3] = sums.lane(3 * LANES / 4);
    }

    private static void dot1(float[] x, int xAt, float[] row, int at, int length, float[] out, int outAt) {
        FloatVector a = FloatVector.zero(FLOATS);
        for (int i = 0; i < length; i += LANES) {
            a = FloatVector.fromArray(FLOATS, row, at + i).fma(FloatVector.fromArray(FLOATS, x, xAt + i), a);
        }
        FloatVector none = FloatVector.zero(FLOATS);
        out[outAt] = Lanes.sums(a, none, none, none).lane(0);
    }

    /** Adds to out the sum of weight times row; the weights start at {@code weightAt}. */
    static void addRows(
            float[] weights,
            int weightAt,
            float[] rows,
            int at,
            int stride,
            int count,
            int length,
            float[] out,
            int outAt) {
        for (int i = 0; i < length; i += LANES) {
            FloatVector sum = FloatVector.fromArray(FLOATS, out, outAt + i);
            for (int r = 0; r < count; r++) {
                sum = FloatVector.fromArray(FLOATS, rows, at + r * stride + i)
                        .fma(FloatVector.broadcast(FLOATS, weights[weightAt + r]), sum);
            }
            sum.intoArray(out, outAt + i);
        }
    }

    /** Adds weight times x to every row. */
    static void addToRows(
            float[] weights,
            int weightAt,
            float[] x,
            int xAt,
            float[] rows,
            int at,
            int stride,
            int count,
            int length) {
        for (int r = 0; r < count; r++) {
            FloatVector weight = FloatVector.broadcast(FLOATS, weights[weightAt + r]);
            int row = at + r * stride;
            for (int i = 0; i < length; i += LANES) {
                FloatVector.fromArray(FLOATS, x, xAt + i)
                        .fma(weight, FloatVector.fromArray(FLOATS, rows, row + i))
                        .intoArray(rows, row + i);
            }
        }
    }

    /** Adds x to every row; rows of this width lie end to end. */
    static void addToAll(float[] rows, int count, int width, float[] x, int xAt) {
        for (int i = 0; i < width; i += LANES) {
            FloatVector v = FloatVector.fromArray(FLOATS, x, xAt + i);
            for (int at = i; at < count * width; at += width) {
                FloatVector.fromArray(FLOATS, rows, at).add(v).intoArray(rows, at);
            }
        }
    }

    /** Adds every row to the sums; rows of this width lie end to end. */
    static void addAll(float[] rows, int count, int width, float[] sums, int sumsAt) {
        for (int i = 0; i < width; i += LANES) {
            FloatVector sum = FloatVector.fromArray(FLOATS, sums, sumsAt + i);
            for (int at = i; at < count * width; at += width) {
                sum = sum.add(FloatVector.fromArray(FLOATS, rows, at));
            }
            sum.intoArray(sums, sumsAt + i);
        }
    }

    /** Logits become softmax weights; the array is as long as whole vectors need. */
    static void softmax(float[] logits, int count) {
        float max = Float.NEGATIVE_INFINITY;
        for (int i = 0; i < count; i++) {
            max = Math.max(max, logits[i]);
        }
        exponentials(logits, max, count);
        double sum = 0;
        for (int i = 0; i < count; i++) {
            sum += logits[i];
        }
        float scale = (float) (1 / sum);
        for (int i = 0; i < count; i++) {
            logits[i] *= scale;
        }
    }

    private static void exponentials(float[] logits, float max, int count) {
        for (int i = 0; i < count; i += LANES) {
            Lanes.exp(FloatVector.fromArray(FLOATS, logits, i).sub(max)).intoArray(logits, i);
        }
    }
}
