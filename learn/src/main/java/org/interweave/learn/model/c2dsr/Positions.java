package org.interweave.learn.model.c2dsr;

import org.interweave.core.batch.Branch;

/** Where the positions of a stream begin; the token there has position 1. */
public enum Positions {
    /** At the oldest token of the window: the published code. */
    OLDEST {
        @Override
        int[] of(Branch tokens) {
            int[] starts = tokens.layout().starts();
            int[] positions = new int[tokens.rows().length];
            for (int u = 0; u + 1 < starts.length; u++) {
                for (int row = starts[u]; row < starts[u + 1]; row++) {
                    positions[row] = row - starts[u] + 1;
                }
            }
            return positions;
        }
    },
    /** At the newest, as in MERIT. In a domain's stream that tells how many items of the domain are still to come. */
    NEWEST {
        @Override
        int[] of(Branch tokens) {
            return tokens.positions();
        }
    };

    abstract int[] of(Branch tokens);
}
