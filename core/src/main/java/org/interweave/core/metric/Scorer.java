package org.interweave.core.metric;

import java.util.List;

/** Ranks items for users by score, higher first. All users of a call ask the same domain; a history is item ids, oldest first, within the window. */
public interface Scorer {
    /** Scores of each user's own candidates. @return [users][candidates of that user] */
    float[][] scores(int domain, List<int[]> histories, int[][] candidates);

    /** Scores of every item of the domain, in the order of ids. @return [users][items of the domain] */
    float[][] scores(int domain, List<int[]> histories);
}
