package org.interweave.learn.nn;

/** What the vectors of items are multiplied with where a sequence is read. */
public enum EmbeddingScale {
    /** Nothing. */
    ONE {
        @Override
        public double of(int width) {
            return 1;
        }
    },
    /** The square root of the width. */
    SQRT_WIDTH {
        @Override
        public double of(int width) {
            return Math.sqrt(width);
        }
    };

    public abstract double of(int width);
}
