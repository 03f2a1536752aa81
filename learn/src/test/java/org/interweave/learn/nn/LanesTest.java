package org.interweave.learn.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import jdk.incubator.vector.FloatVector;
import org.junit.jupiter.api.Test;

class LanesTest {
    private static final int COUNT = FloatVector.SPECIES_PREFERRED.length();

    @Test
    void exponentialsAreWithinTwoUnitsInTheLastPlace() {
        Random random = new Random(1);
        float[] x = new float[COUNT];
        for (int round = 0; round < 20_000; round++) {
            for (int i = 0; i < COUNT; i++) {
                x[i] = 174 * random.nextFloat() - 87;
            }
            float[] y = Lanes.exp(FloatVector.fromArray(FloatVector.SPECIES_PREFERRED, x, 0))
                    .toArray();
            for (int i = 0; i < COUNT; i++) {
                float exact = (float) Math.exp(x[i]);
                assertEquals(exact, y[i], 2 * Math.ulp(exact), "exp(" + x[i] + ")");
            }
        }
    }

    @Test
    void exponentialsBeyondTheRangeStayFinite() {
        for (float x : new float[] {0, -87, -1e4f, Float.NEGATIVE_INFINITY, 1e4f}) {
            float y = Lanes.exp(FloatVector.broadcast(FloatVector.SPECIES_PREFERRED, x))
                    .lane(COUNT - 1);
            double exact = Math.exp(Math.max(-87, Math.min(87, x)));
            assertEquals(exact, y, 2e-7 * exact, "exp(" + x + ")");
        }
    }

    @Test
    void sumsAreThoseOfEachVector() {
        Random random = new Random(2);
        float[][] x = new float[4][COUNT];
        double[] expected = new double[4];
        for (int v = 0; v < 4; v++) {
            for (int i = 0; i < COUNT; i++) {
                x[v][i] = random.nextFloat();
                expected[v] += x[v][i];
            }
        }
        FloatVector sums = Lanes.sums(vector(x[0]), vector(x[1]), vector(x[2]), vector(x[3]));
        for (int v = 0; v < 4; v++) {
            assertEquals(expected[v], sums.lane(v * COUNT / 4), 1e-5, "vector " + v);
        }
    }

    private static FloatVector vector(float[] values) {
        return FloatVector.fromArray(FloatVector.SPECIES_PREFERRED, values, 0);
    }
}
