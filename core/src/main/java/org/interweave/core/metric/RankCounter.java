package org.interweave.core.metric;

import java.util.Arrays;

/** Counts where a target stands from one block of the scores after another, so that all of them need never be held at a time. */
public final class RankCounter {
    private final float own;
    private final int[] leftOut;
    private int greater;
    private int equal;

    /**
     * @param own the target's score
     * @param leftOut places of items that do not compete, ascending and each once; the target's is not among them
     */
    public RankCounter(float own, int[] leftOut) {
        this.own = own;
        this.leftOut = leftOut;
    }

    /**
     * Takes the scores of neighbouring items; one that is not finite is an error. Every item is given once, the target too.
     *
     * @param from where in the array they begin
     * @param first the place of the first of them
     */
    public void add(float[] scores, int from, int count, int first) {
        int above = 0;
        int alike = 0;
        int finite = 0;
        for (int i = from; i < from + count; i++) {
            float score = scores[i];
            above += score > own ? 1 : 0;
            alike += score == own ? 1 : 0;
            finite += Math.abs(score) <= Float.MAX_VALUE ? 1 : 0;
        }
        if (finite < count) {
            throw notFinite(scores, from);
        }
        // Taking a few back is cheaper than asking for every item whether it competes.
        int at = Arrays.binarySearch(leftOut, first);
        for (int i = at < 0 ? -at - 1 : at; i < leftOut.length && leftOut[i] < first + count; i++) {
            float score = scores[from + leftOut[i] - first];
            above -= score > own ? 1 : 0;
            alike -= score == own ? 1 : 0;
        }
        greater += above;
        equal += alike;
    }

    /** The rank among all items given so far. */
    public Rank rank() {
        return new Rank(greater, equal);
    }

    private static NonFiniteException notFinite(float[] scores, int from) {
        int i = from;
        while (Float.isFinite(scores[i])) {
            i++;
        }
        return new NonFiniteException("a score is " + scores[i] + ", expected a finite number."
                + " Try: a lower learning rate; a model with such scores cannot be ranked");
    }
}
