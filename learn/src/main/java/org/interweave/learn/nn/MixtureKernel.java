package org.interweave.learn.nn;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;
import org.interweave.learn.torch.Torch;

/**
 * LN(s + mask * (w_0 shared + w_1 own)) of one row after the other, and its gradient, which works out again what it needs of the way there. For one thread.
 *
 * <p>Each loop is a method of its own, a unit for the compiler: it has to stay small enough for all vector operations in it to be compiled into it.
 */
final class MixtureKernel {
    private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Integer> WORDS = IntVector.SPECIES_PREFERRED;
    private static final int LANES = FLOATS.length();

    private final int d;
    private final float[] gamma;
    private final float[] beta;
    private final double epsilon;
    private final float[] gammaGradient; // summed over rows
    private final float[] betaGradient;
    private final float[] normal; // (row - mean) / deviation

    private float mean;
    private float scale; // 1 / deviation

    /** What a mixture is made of, d elements each, or the gradient to it. */
    static final class Row {
        final float[] s;
        final float[] shared;
        final float[] own; // stays zero where nothing is mixed
        final int[] mask; // floats as bits
        float w0;
        float w1;

        Row(int d) {
            s = new float[d];
            shared = new float[d];
            own = new float[d];
            mask = new int[d];
        }
    }

    MixtureKernel(LayerNorm norm) {
        gamma = Torch.array(norm.weight());
        beta = Torch.array(norm.bias());
        epsilon = norm.epsilon();
        d = gamma.length;
        gammaGradient = new float[d];
        betaGradient = new float[d];
        normal = new float[d];
    }

    /** Whether rows of this width consist of whole vectors. */
    static boolean fits(int width) {
        return width % LANES == 0;
    }

    /** Afterwards {@link #mean} and {@link #scale} are the row's. */
    void forward(Row row, float[] out) {
        mean = mixture(row, normal) / d;
        scale = (float) (1 / Math.sqrt(squares(normal, mean) / (double) d + epsilon));
        normalise(normal, mean, scale, gamma, beta, out);
    }

    /** @return the sum of the mixture */
    private static float mixture(Row row, float[] result) {
        float[] s = row.s;
        float[] shared = row.shared;
        float[] own = row.own;
        int[] mask = row.mask;
        FloatVector sum = FloatVector.zero(FLOATS);
        for (int i = 0; i < result.length; i += LANES) {
            FloatVector kept = IntVector.fromArray(WORDS, mask, i).reinterpretAsFloats();
            FloatVector x = FloatVector.fromArray(FLOATS, own, i)
                    .mul(row.w1)
                    .add(FloatVector.fromArray(FLOATS, shared, i).mul(row.w0))
                    .fma(kept, FloatVector.fromArray(FLOATS, s, i));
            x.intoArray(result, i);
            sum = sum.add(x);
        }
        FloatVector none = FloatVector.zero(FLOATS);
        return Lanes.sums(sum, none, none, none).lane(0);
    }

    private static float squares(float[] row, float mean) {
        FloatVector sum = FloatVector.zero(FLOATS);
        for (int i = 0; i < row.length; i += LANES) {
            FloatVector x = FloatVector.fromArray(FLOATS, row, i).sub(mean);
            sum = x.fma(x, sum);
        }
        FloatVector none = FloatVector.zero(FLOATS);
        return Lanes.sums(sum, none, none, none).lane(0);
    }

    private static void normalise(float[] row, float mean, float scale, float[] gamma, float[] beta, float[] out) {
        for (int i = 0; i < row.length; i += LANES) {
            FloatVector unit = FloatVector.fromArray(FLOATS, row, i).sub(mean).mul(scale);
            unit.fma(FloatVector.fromArray(FLOATS, gamma, i), FloatVector.fromArray(FLOATS, beta, i))
                    .intoArray(out, i);
        }
    }

    /**
     * The gradients to a row: adds to those of s and shared, sets the others.
     *
     * @param out the gradient to the output, which becomes that to the mixture
     * @param mean of the row, as its scale, from the way there
     */
    void backward(float[] out, Row row, float mean, float scale, Row to) {
        mixture(row, normal);
        normGradients(out, normal, mean, scale, gammaGradient, betaGradient);
        rowGradient(out, normal, gamma, scale, to.s);
        mixtureGradients(out, row, to);
        slopes(out, row, to);
    }

    /** The row becomes the normalised one. */
    private static void normGradients(
            float[] out, float[] row, float mean, float scale, float[] gammaGradient, float[] betaGradient) {
        for (int i = 0; i < row.length; i += LANES) {
            FloatVector unit = FloatVector.fromArray(FLOATS, row, i).sub(mean).mul(scale);
            unit.intoArray(row, i);
            FloatVector g = FloatVector.fromArray(FLOATS, out, i);
            g.fma(unit, FloatVector.fromArray(FLOATS, gammaGradient, i)).intoArray(gammaGradient, i);
            g.add(FloatVector.fromArray(FLOATS, betaGradient, i)).intoArray(betaGradient, i);
        }
    }

    /** The gradient to the output becomes that to the row. */
    private static void rowGradient(float[] out, float[] normal, float[] gamma, float scale, float[] sGradient) {
        FloatVector sum = FloatVector.zero(FLOATS);
        FloatVector product = FloatVector.zero(FLOATS);
        for (int i = 0; i < out.length; i += LANES) {
            FloatVector g = FloatVector.fromArray(FLOATS, out, i).mul(FloatVector.fromArray(FLOATS, gamma, i));
            sum = sum.add(g);
            product = g.fma(FloatVector.fromArray(FLOATS, normal, i), product);
        }
        FloatVector none = FloatVector.zero(FLOATS);
        FloatVector sums = Lanes.sums(sum, product, none, none);
        rowGradient(out, normal, gamma, scale, sums.lane(0) / out.length, sums.lane(LANES / 4) / out.length, sGradient);
    }

    private static void rowGradient(
            float[] out, float[] normal, float[] gamma, float scale, float sum, float product, float[] sGradient) {
        for (int i = 0; i < out.length; i += LANES) {
            FloatVector g = FloatVector.fromArray(FLOATS, out, i)
                    .mul(FloatVector.fromArray(FLOATS, gamma, i))
                    .sub(sum)
                    .sub(FloatVector.fromArray(FLOATS, normal, i).mul(product))
                    .mul(scale);
            g.intoArray(out, i);
            g.add(FloatVector.fromArray(FLOATS, sGradient, i)).intoArray(sGradient, i);
        }
    }

    private static void mixtureGradients(float[] out, Row row, Row to) {
        int[] mask = row.mask;
        float[] shared = to.shared;
        float[] own = to.own;
        for (int i = 0; i < out.length; i += LANES) {
            FloatVector kept = IntVector.fromArray(WORDS, mask, i).reinterpretAsFloats();
            FloatVector g = FloatVector.fromArray(FLOATS, out, i).mul(kept);
            g.mul(row.w0).add(FloatVector.fromArray(FLOATS, shared, i)).intoArray(shared, i);
            g.mul(row.w1).intoArray(own, i);
        }
    }

    private static void slopes(float[] out, Row row, Row to) {
        int[] mask = row.mask;
        float[] shared = row.shared;
        float[] own = row.own;
        FloatVector toShared = FloatVector.zero(FLOATS);
        FloatVector toOwn = FloatVector.zero(FLOATS);
        for (int i = 0; i < out.length; i += LANES) {
            FloatVector kept = IntVector.fromArray(WORDS, mask, i).reinterpretAsFloats();
            FloatVector g = FloatVector.fromArray(FLOATS, out, i).mul(kept);
            toShared = g.fma(FloatVector.fromArray(FLOATS, shared, i), toShared);
            toOwn = g.fma(FloatVector.fromArray(FLOATS, own, i), toOwn);
        }
        FloatVector none = FloatVector.zero(FLOATS);
        FloatVector sums = Lanes.sums(toShared, toOwn, none, none);
        to.w0 = sums.lane(0);
        to.w1 = sums.lane(LANES / 4);
    }

    float mean() {
        return mean;
    }

    float scale() {
        return scale;
    }

    float[] gammaGradient() {
        return gammaGradient;
    }

    float[] betaGradient() {
        return betaGradient;
    }
}
