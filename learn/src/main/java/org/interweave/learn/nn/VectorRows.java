package org.interweave.learn.nn;

/** Rows of a matrix [n, d] for the Vector API: multiplied with a vector, or added up. Several threads may read at once. */
interface VectorRows {
    /** Takes the rows from the front of an array, which stays as it is until the next call. */
    void set(float[] values, int rows);

    /** x · row(indices[i]) for i in from..to-1, each to out[i]. */
    void dots(float[] x, int xStart, int[] indices, int from, int to, float[] out);

    /** y = sum of weights[i] row(indices[i]) over i in from..to-1, in this order. */
    void weightedSum(float[] weights, int[] indices, int from, int to, float[] y, int yStart);
}
