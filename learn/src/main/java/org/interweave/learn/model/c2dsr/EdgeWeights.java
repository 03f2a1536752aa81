package org.interweave.learn.model.c2dsr;

/** What a transition between two items weighs in the graph, before an item's transitions are made to add up to 1. */
public enum EdgeWeights {
    /** As often as it happened: the published code. */
    COUNT {
        @Override
        int of(int count) {
            return count;
        }
    },
    /** Once: the paper. */
    BINARY {
        @Override
        int of(int count) {
            return 1;
        }
    };

    abstract int of(int count);
}
