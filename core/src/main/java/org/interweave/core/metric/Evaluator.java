package org.interweave.core.metric;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.interweave.core.data.Catalog;
import org.interweave.core.data.Domain;
import org.interweave.core.data.Sequences;
import org.interweave.core.sample.Candidates;
import org.interweave.core.split.LeaveOneOut;
import org.interweave.core.split.Split;

/** Ranks every user's held-out item among candidates of its domain, a batch of users at a time, and averages by domain of that item. */
public final class Evaluator {
    private static final int USERS_PER_BATCH = 256;
    /** Bounds the scores held at a time when whole domains are ranked: 64 MB. */
    private static final int SCORES_PER_BATCH = 1 << 24;

    private final Catalog catalog;
    private final Sequences sequences;
    private final LeaveOneOut split;

    public Evaluator(Catalog catalog, Sequences sequences, LeaveOneOut split) {
        this.catalog = catalog;
        this.sequences = sequences;
        this.split = split;
    }

    /** The target among sampled negatives. */
    public Evaluation sampled(Scorer scorer, Split which, Candidates candidates, int negatives, IntConsumer usersDone) {
        if (candidates.split() != which) {
            throw new IllegalArgumentException(
                    "the candidates are for " + candidates.split() + ", expected those for " + which);
        }
        int[] users = candidates.users();
        Ranking ranking = (domain, members, histories) -> {
            int[][] lists = new int[members.length][];
            for (int i = 0; i < lists.length; i++) {
                lists[i] = candidates.list(members[i]);
            }
            float[][] scores = expect(members.length, scorer.scores(domain, histories, lists));
            List<Rank> ranks = new ArrayList<>();
            for (int i = 0; i < lists.length; i++) {
                expect(lists[i].length, scores[i]);
                ranks.add(Rank.of(scores[i], 0));
            }
            return ranks;
        };
        return new Evaluation(
                which, Integer.toString(negatives), candidates.hash(), rank(users, which, ranking, k -> 1, usersDone));
    }

    /** The target among all items of its domain that the user did not have before it; those are left out, unless the target is one of them. */
    public Evaluation full(Scorer scorer, Split which, IntConsumer usersDone) {
        int[] users = split.users(which);
        Ranking ranking = (domain, members, histories) -> {
            Domain items = catalog.domain(domain);
            float[][] scores = expect(members.length, scorer.scores(domain, histories));
            List<Rank> ranks = new ArrayList<>();
            for (int i = 0; i < members.length; i++) {
                int target = split.target(users[members[i]], which);
                int[] known = split.known(users[members[i]], which);
                expect(items.size(), scores[i]);
                ranks.add(Rank.of(scores[i], target - items.firstItem(), leftOut(items, known, target)));
            }
            return ranks;
        };
        return new Evaluation(
                which,
                "all",
                "",
                rank(users, which, ranking, k -> catalog.domain(k).size(), usersDone));
    }

    private static boolean[] leftOut(Domain items, int[] known, int target) {
        boolean[] leftOut = new boolean[items.size()];
        for (int item : known) {
            if (item >= items.firstItem() && item <= items.lastItem()) {
                leftOut[item - items.firstItem()] = true;
            }
        }
        leftOut[target - items.firstItem()] = false;
        return leftOut;
    }

    private static float[][] expect(int users, float[][] scores) {
        if (scores.length != users) {
            throw new IllegalStateException("the scorer answered for " + scores.length + " users, expected " + users);
        }
        return scores;
    }

    private static void expect(int items, float[] scores) {
        if (scores.length != items) {
            throw new IllegalStateException("the scorer gave " + scores.length + " scores, expected " + items);
        }
    }

    private interface Ranking {
        /** Ranks of some users of one domain; members are indices into the list of users. */
        List<Rank> of(int domain, int[] members, List<int[]> histories);
    }

    private interface ScoresPerUser {
        int in(int domain);
    }

    private Map<String, Metrics> rank(
            int[] users, Split which, Ranking ranking, ScoresPerUser perUser, IntConsumer usersDone) {
        Map<String, Metrics> metrics = new LinkedHashMap<>();
        int done = 0;
        for (int k = 0; k < catalog.domainCount(); k++) {
            int domain = k;
            int[] members = IntStream.range(0, users.length)
                    .filter(i -> catalog.domainOf(split.target(users[i], which)) == domain)
                    .toArray();
            int batch = Math.max(1, Math.min(USERS_PER_BATCH, SCORES_PER_BATCH / perUser.in(k)));
            List<Rank> ranks = new ArrayList<>();
            for (int from = 0; from < members.length; from += batch) {
                int[] some = Arrays.copyOfRange(members, from, Math.min(members.length, from + batch));
                List<int[]> histories = new ArrayList<>();
                for (int i : some) {
                    histories.add(split.input(users[i], which));
                }
                ranks.addAll(ranking.of(k, some, histories));
                usersDone.accept(done += some.length);
            }
            metrics.put(catalog.domain(k).name(), Metrics.of(ranks));
        }
        return metrics;
    }

    /** How many users a split has: what the progress counts to. */
    public int users(Split which) {
        return split.users(which).length;
    }

    public Sequences sequences() {
        return sequences;
    }
}
