package org.interweave.core.batch;

/** Which of a user's source items a target token knows of. */
public enum SourceScope {
    /** All, also such as come after what the token is to predict. They hold no target item, but when an answer is asked for there are no such. */
    STATIC {
        @Override
        public int[] known(PairedSequences sequences) {
            return sequences.sources();
        }
    },
    /** Those before the item that the token is to predict: in training what there is when an answer is asked for. */
    CAUSAL {
        @Override
        public int[] known(PairedSequences sequences) {
            return sequences.sourcesBeforeNext();
        }
    };

    /** How many of its user's source tokens each target token knows of, the oldest first. [P_t] */
    public abstract int[] known(PairedSequences sequences);
}
