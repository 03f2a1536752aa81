package org.interweave.core.metric;

/**
 * Where a target stands among scored candidates. Equal scores are in random order, so every metric is its expectation over that order and a scorer that cannot
 * tell items apart scores exactly like chance.
 *
 * @param greater candidates with a higher score
 * @param equal candidates with the target's score, itself included
 */
public record Rank(int greater, int equal) {
    private static final int[] NONE = {};

    /** The rank of the candidate at {@code target}; a score that is not finite is an error. */
    public static Rank of(float[] scores, int target) {
        return of(scores, target, NONE);
    }

    /** The rank among the candidates that are not left out. Those are ascending, each once, and the target is not among them. */
    public static Rank of(float[] scores, int target, int[] leftOut) {
        RankCounter counter = new RankCounter(scores[target], leftOut);
        counter.add(scores, 0, scores.length, 0);
        return counter.rank();
    }

    /** Probability of standing among the first k. */
    public double hit(int k) {
        return Math.max(0, Math.min(equal, k - greater)) / (double) equal;
    }

    /** Expected 1 / log2(rank + 1) within the first k, 0 beyond: with one relevant item that is NDCG@k. */
    public double ndcg(int k) {
        double sum = 0;
        for (int rank = greater + 1; rank <= Math.min(k, greater + equal); rank++) {
            sum += Math.log(2) / Math.log(rank + 1.0);
        }
        return sum / equal;
    }

    /** Expected 1 / rank. */
    public double reciprocal() {
        double sum = 0;
        for (int rank = greater + 1; rank <= greater + equal; rank++) {
            sum += 1.0 / rank;
        }
        return sum / equal;
    }
}
