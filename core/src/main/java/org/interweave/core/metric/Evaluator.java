package org.interweave.core.metric;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import org.interweave.core.data.Catalog;
import org.interweave.core.data.Domain;
import org.interweave.core.data.Sequences;
import org.interweave.core.sample.Candidates;
import org.interweave.core.split.LeaveOneOut;
import org.interweave.core.split.Split;

/** Ranks every user's held-out item among candidates of its domain, a batch of users at a time. */
public final class Evaluator {
    private static final int USERS_PER_BATCH = 256;

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
        int[] users = candidates.users();
        Ranking ranking = (domain, members, histories) -> {
            int[][] lists = new int[members.size()][];
            for (int i = 0; i < lists.length; i++) {
                lists[i] = candidates.list(members.get(i));
            }
            List<Rank> ranks = new ArrayList<>();
            for (float[] scores : scorer.scores(domain, histories, lists)) {
                ranks.add(Rank.of(scores, 0));
            }
            return ranks;
        };
        return new Evaluation(
                which, Integer.toString(negatives), candidates.hash(), rank(users, which, ranking, usersDone));
    }

    /** The target among all items of its domain that the user did not have before. */
    public Evaluation full(Scorer scorer, Split which, IntConsumer usersDone) {
        int[] users = split.users(which);
        Ranking ranking = (domain, members, histories) -> {
            float[][] all = scorer.scores(domain, histories);
            List<Rank> ranks = new ArrayList<>();
            for (int i = 0; i < all.length; i++) {
                int user = users[members.get(i)];
                ranks.add(rankUnseen(
                        all[i], catalog.domain(domain), split.target(user, which), split.known(user, which)));
            }
            return ranks;
        };
        return new Evaluation(which, "all", "", rank(users, which, ranking, usersDone));
    }

    private static Rank rankUnseen(float[] scores, Domain domain, int target, int[] known) {
        boolean[] skip = new boolean[scores.length];
        for (int item : known) {
            if (item >= domain.firstItem() && item <= domain.lastItem()) {
                skip[item - domain.firstItem()] = true;
            }
        }
        skip[target - domain.firstItem()] = false;
        float[] kept = new float[scores.length];
        int n = 0;
        int targetIndex = 0;
        for (int i = 0; i < scores.length; i++) {
            if (!skip[i]) {
                targetIndex = i == target - domain.firstItem() ? n : targetIndex;
                kept[n++] = scores[i];
            }
        }
        return Rank.of(java.util.Arrays.copyOf(kept, n), targetIndex);
    }

    private interface Ranking {
        /** Ranks of some users of one domain; members are indices into the list of users. */
        List<Rank> of(int domain, List<Integer> members, List<int[]> histories);
    }

    private Map<String, Metrics> rank(int[] users, Split which, Ranking ranking, IntConsumer usersDone) {
        Map<String, Metrics> metrics = new LinkedHashMap<>();
        int done = 0;
        for (int k = 0; k < catalog.domainCount(); k++) {
            List<Integer> members = new ArrayList<>();
            for (int i = 0; i < users.length; i++) {
                if (catalog.domainOf(split.target(users[i], which)) == k) {
                    members.add(i);
                }
            }
            List<Rank> ranks = new ArrayList<>();
            for (int from = 0; from < members.size(); from += USERS_PER_BATCH) {
                List<Integer> batch = members.subList(from, Math.min(members.size(), from + USERS_PER_BATCH));
                List<int[]> histories =
                        batch.stream().map(i -> split.input(users[i], which)).toList();
                ranks.addAll(ranking.of(k, batch, histories));
                usersDone.accept(done += batch.size());
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
