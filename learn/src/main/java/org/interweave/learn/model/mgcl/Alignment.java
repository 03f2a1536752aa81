package org.interweave.learn.model.mgcl;

import org.interweave.core.batch.PairedSequences;

/** Which source items a target token knows of; its source state is the newest's. */
public enum Alignment {
    /** Those before the token's own item: the published code. */
    ITEM {
        @Override
        int[] known(PairedSequences sequences) {
            return sequences.sourcesBefore();
        }
    },
    /** Those before the item that it is to predict. */
    LABEL {
        @Override
        int[] known(PairedSequences sequences) {
            return sequences.sourcesBeforeNext();
        }
    };

    /** How many, the oldest first. [P_t] */
    abstract int[] known(PairedSequences sequences);
}
