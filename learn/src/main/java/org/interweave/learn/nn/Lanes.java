package org.interweave.learn.nn;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * What the Vector API leaves open, in a fixed order of operations: its own sums across lanes and exponentials may differ between interpreted and compiled code, and a run
 * would not repeat bit for bit.
 */
final class Lanes {
    private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
    private static final int COUNT = FLOATS.length();

    private static final VectorShuffle<Float> HALVES = swap(COUNT / 2);
    private static final VectorShuffle<Float> QUARTERS = swap(COUNT / 4);
    private static final VectorShuffle<Float> PAIRS = swap(Math.min(2, COUNT / 8));
    private static final VectorShuffle<Float> SINGLES = swap(Math.min(1, COUNT / 8));
    private static final VectorMask<Float> UPPER_HALF = where(COUNT / 2);
    private static final VectorMask<Float> UPPER_QUARTERS = where(COUNT / 4);

    private static final float LOG2_E = 1.44269504f;
    private static final float LN2_HIGH = 0.693359375f; // few bits, so that a multiple of it is exact
    private static final float LN2_LOW = -2.12194440e-4f;
    private static final float SMALLEST = -87f; // beyond, exp leaves the normal floats
    private static final float ROUND = 12582912f; // 1.5 * 2^23: adding it rounds to an integer

    private Lanes() {}

    private static VectorShuffle<Float> swap(int distance) {
        return VectorShuffle.fromOp(FLOATS, i -> i ^ distance);
    }

    private static VectorMask<Float> where(int bit) {
        boolean[] set = new boolean[COUNT];
        for (int i = 0; i < COUNT; i++) {
            set[i] = (i & bit) != 0;
        }
        return VectorMask.fromArray(FLOATS, set, 0);
    }

    /** The four vectors' sums, in lanes 0, n/4, n/2 and 3n/4. Needs 4, 8 or 16 lanes. */
    static FloatVector sums(FloatVector a0, FloatVector a1, FloatVector a2, FloatVector a3) {
        FloatVector even = fold(a0, a2, HALVES, UPPER_HALF);
        FloatVector odd = fold(a1, a3, HALVES, UPPER_HALF);
        FloatVector sums = fold(even, odd, QUARTERS, UPPER_QUARTERS);
        if (COUNT >= 16) {
            sums = sums.add(sums.rearrange(PAIRS));
        }
        return COUNT >= 8 ? sums.add(sums.rearrange(SINGLES)) : sums;
    }

    /** Adds neighbouring groups of lanes: a's sums where the mask is clear, b's where it is set. */
    private static FloatVector fold(
            FloatVector a, FloatVector b, VectorShuffle<Float> neighbours, VectorMask<Float> upper) {
        return a.blend(b, upper).add(a.rearrange(neighbours).blend(b.rearrange(neighbours), upper));
    }

    /** exp(x) to 2 units in the last place for x within +-87, and the value at the nearer end beyond. */
    static FloatVector exp(FloatVector x) {
        FloatVector clamped = x.max(SMALLEST).min(-SMALLEST);
        FloatVector shifted = clamped.fma(LOG2_E, ROUND);
        FloatVector n = shifted.sub(ROUND);
        FloatVector r = n.fma(FloatVector.broadcast(FLOATS, -LN2_HIGH), clamped);
        r = n.fma(FloatVector.broadcast(FLOATS, -LN2_LOW), r);
        FloatVector p = FloatVector.broadcast(FLOATS, 1.9875691e-4f); // a minimax polynomial of exp on +-ln 2 / 2
        p = p.fma(r, FloatVector.broadcast(FLOATS, 1.3981999e-3f));
        p = p.fma(r, FloatVector.broadcast(FLOATS, 8.3334519e-3f));
        p = p.fma(r, FloatVector.broadcast(FLOATS, 4.1665796e-2f));
        p = p.fma(r, FloatVector.broadcast(FLOATS, 1.6666665e-1f));
        p = p.fma(r, FloatVector.broadcast(FLOATS, 5.0000001e-1f));
        FloatVector e = p.fma(r.mul(r), r).add(1f);
        // n sits in the lowest bits of the shifted value; moved to the exponent's place it multiplies by 2^n.
        IntVector exponent = shifted.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23);
        return e.reinterpretAsInts().add(exponent).reinterpretAsFloats();
    }
}
