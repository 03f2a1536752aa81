package org.interweave.learn.nn;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * SiLU(gate) * value and its gradient. Arrays are as long as whole vectors need; what is beyond the count is neither read for a result nor kept.
 *
 * <p>Each method is a unit for the compiler: it has to stay small enough for all vector operations in it to be compiled into it.
 */
final class SwiGluKernel {
    private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
    private static final int LANES = FLOATS.length();

    private final float[] sigmoids;

    /** @param count the most elements of a call */
    SwiGluKernel(int count) {
        sigmoids = array(count);
    }

    /** As long as whole vectors need for the count. */
    static float[] array(int count) {
        return new float[(count + LANES - 1) / LANES * LANES];
    }

    /** Gate becomes the result. */
    void forward(float[] gate, float[] value, int count) {
        sigmoids(gate, sigmoids, count);
        multiply(gate, value, sigmoids, count);
    }

    /** Gate and value become the gradients to them. */
    void backward(float[] gate, float[] value, float[] resultGradient, int count) {
        sigmoids(gate, sigmoids, count);
        gradients(gate, value, sigmoids, resultGradient, count);
    }

    private static void sigmoids(float[] x, float[] results, int count) {
        for (int i = 0; i < count; i += LANES) {
            FloatVector e = Lanes.exp(FloatVector.fromArray(FLOATS, x, i).neg());
            FloatVector.broadcast(FLOATS, 1f).div(e.add(1f)).intoArray(results, i);
        }
    }

    private static void multiply(float[] gate, float[] value, float[] sigmoids, int count) {
        for (int i = 0; i < count; i += LANES) {
            FloatVector.fromArray(FLOATS, gate, i)
                    .mul(FloatVector.fromArray(FLOATS, sigmoids, i))
                    .mul(FloatVector.fromArray(FLOATS, value, i))
                    .intoArray(gate, i);
        }
    }

    private static void gradients(float[] gate, float[] value, float[] sigmoids, float[] gradient, int count) {
        for (int i = 0; i < count; i += LANES) {
            FloatVector s = FloatVector.fromArray(FLOATS, sigmoids, i);
            FloatVector silu = s.mul(FloatVector.fromArray(FLOATS, gate, i));
            FloatVector slope = s.add(silu.sub(silu.mul(s))); // s + g s (1 - s)
            FloatVector dh = FloatVector.fromArray(FLOATS, gradient, i);
            FloatVector v = FloatVector.fromArray(FLOATS, value, i);
            dh.mul(v).mul(slope).intoArray(gate, i);
            dh.mul(silu).intoArray(value, i);
        }
    }
}
