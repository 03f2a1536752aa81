package org.interweave.learn.train;

/**
 * What the steps of the epoch under way added up to.
 *
 * @param step steps done
 * @param loss sum of their losses
 * @param tokens sum of their inputs
 * @param seconds they took
 */
record EpochTotals(int step, double loss, long tokens, double seconds) {
    static final EpochTotals NONE = new EpochTotals(0, 0, 0, 0);

    EpochTotals plus(double stepLoss, int stepTokens, double stepSeconds) {
        return new EpochTotals(step + 1, loss + stepLoss, tokens + stepTokens, seconds + stepSeconds);
    }
}
