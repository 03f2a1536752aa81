package org.interweave.core.metric;

import java.util.ArrayList;
import java.util.List;

/** Ranks items for users by score, higher first. All users of a call ask the same domain; a history is item ids, oldest first, all that is known. */
public interface Scorer {
    /** Whether it ranks items of the domain at all; nobody asks it for others. */
    default boolean ranks(int domain) {
        return true;
    }

    /** Scores of each user's own candidates. @return [users][candidates of that user] */
    float[][] scores(int domain, List<int[]> histories, int[][] candidates);

    /** Scores of every item of the domain, in the order of ids. @return [users][items of the domain] */
    float[][] scores(int domain, List<int[]> histories);

    /**
     * Where each user's target stands among the items of the domain. Items are named by their place in the domain, the first is 0. A scorer that can do without all
     * of a user's scores at a time has its own version, with the same ranks.
     *
     * @param targets one per user
     * @param leftOut per user those that do not compete, ascending and each once; the target is not among them
     */
    default List<Rank> ranks(int domain, List<int[]> histories, int[] targets, int[][] leftOut) {
        List<Rank> ranks = new ArrayList<>();
        for (int u = 0; u < targets.length; u++) {
            ranks.add(Rank.of(scores(domain, histories.subList(u, u + 1))[0], targets[u], leftOut[u]));
        }
        return ranks;
    }

    /** Ranks of the same targets among lists and among all items of the domain. */
    record BothRanks(List<Rank> sampled, List<Rank> full) {}

    /**
     * Both rankings of the same users. A scorer for which a user's history is the larger part of the work has its own version, with the same ranks.
     *
     * @param lists per user item ids, the target first
     */
    default BothRanks bothRanks(int domain, List<int[]> histories, int[][] lists, int[] targets, int[][] leftOut) {
        return new BothRanks(
                firstAmong(lists, scores(domain, histories, lists)), ranks(domain, histories, targets, leftOut));
    }

    /** The rank of each list's first item, by its scores. */
    static List<Rank> firstAmong(int[][] lists, float[][] scores) {
        if (scores.length != lists.length) {
            throw new IllegalStateException(
                    "the scorer answered for " + scores.length + " users, expected " + lists.length);
        }
        List<Rank> ranks = new ArrayList<>();
        for (int u = 0; u < lists.length; u++) {
            if (scores[u].length != lists[u].length) {
                throw new IllegalStateException(
                        "the scorer gave " + scores[u].length + " scores, expected " + lists[u].length);
            }
            ranks.add(Rank.of(scores[u], 0));
        }
        return ranks;
    }
}
