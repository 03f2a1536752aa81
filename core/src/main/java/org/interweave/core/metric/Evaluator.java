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
import org.interweave.core.metric.Evaluation.Place;
import org.interweave.core.sample.Candidates;
import org.interweave.core.split.LeaveOneOut;
import org.interweave.core.split.Split;

/** Ranks every user's held-out item among candidates of its domain, many users at a time, and averages by domain of that item; domains that the scorer does not rank are left out. */
public final class Evaluator {
    /** Enough for a scorer to sort by length and to share out among threads, and few enough to tell of progress. */
    private static final int USERS_PER_CALL = 2048;

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
        return rank(scorer, users, which, ranking, usersDone)
                .evaluation(which, Integer.toString(negatives), candidates.hash());
    }

    /** The target among all items of its domain that the user did not have before it; those are left out, unless the target is one of them. */
    public Evaluation full(Scorer scorer, Split which, IntConsumer usersDone) {
        int[] users = split.users(which);
        Ranking ranking = (domain, members, histories) -> {
            Domain items = catalog.domain(domain);
            int[] targets = new int[members.length];
            int[][] leftOut = new int[members.length][];
            for (int i = 0; i < members.length; i++) {
                int target = split.target(users[members[i]], which);
                targets[i] = target - items.firstItem();
                leftOut[i] = leftOut(items, split.known(users[members[i]], which), target);
            }
            return scorer.ranks(domain, histories, targets, leftOut);
        };
        return rank(scorer, users, which, ranking, usersDone).evaluation(which, "all", "");
    }

    private static int[] leftOut(Domain items, int[] known, int target) {
        return Arrays.stream(known)
                .filter(item -> item >= items.firstItem() && item <= items.lastItem() && item != target)
                .map(item -> item - items.firstItem())
                .sorted()
                .distinct()
                .toArray();
    }

    private static float[][] expect(int users, float[][] scores) {
        if (scores.length != users) {
            throw new IllegalStateException("the scorer answered for " + scores.length + " users, expected " + users);
        }
        return scores;
    }

    private static List<Rank> expect(int users, List<Rank> ranks) {
        if (ranks.size() != users) {
            throw new IllegalStateException("the scorer ranked for " + ranks.size() + " users, expected " + users);
        }
        return ranks;
    }

    private static void expect(int items, float[] scores) {
        if (scores.length != items) {
            throw new IllegalStateException("the scorer gave " + scores.length + " scores, expected " + items);
        }
    }

    private record Ranked(Map<String, Metrics> metrics, List<Place> places) {
        Evaluation evaluation(Split which, String candidates, String hash) {
            return new Evaluation(which, candidates, hash, metrics, List.copyOf(places));
        }
    }

    private interface Ranking {
        /** Ranks of some users of one domain; members are indices into the list of users. */
        List<Rank> of(int domain, int[] members, List<int[]> histories);
    }

    private Ranked rank(Scorer scorer, int[] users, Split which, Ranking ranking, IntConsumer usersDone) {
        Map<String, Metrics> metrics = new LinkedHashMap<>();
        List<Place> places = new ArrayList<>();
        int done = 0;
        int[] ranked =
                IntStream.range(0, catalog.domainCount()).filter(scorer::ranks).toArray();
        for (int domain : ranked) {
            int[] members = IntStream.range(0, users.length)
                    .filter(i -> catalog.domainOf(split.target(users[i], which)) == domain)
                    .toArray();
            List<Rank> ranks = new ArrayList<>();
            for (int from = 0; from < members.length; from += USERS_PER_CALL) {
                int[] some = Arrays.copyOfRange(members, from, Math.min(members.length, from + USERS_PER_CALL));
                List<int[]> histories = new ArrayList<>();
                for (int i : some) {
                    histories.add(split.known(users[i], which));
                }
                ranks.addAll(expect(some.length, ranking.of(domain, some, histories)));
                usersDone.accept(done += some.length);
            }
            metrics.put(catalog.domain(domain).name(), Metrics.of(ranks));
            for (int i = 0; i < members.length; i++) {
                places.add(new Place(users[members[i]], domain, ranks.get(i)));
            }
        }
        return new Ranked(metrics, places);
    }

    /** How many users of a split have a target that the scorer ranks: what the progress counts to. */
    public int users(Scorer scorer, Split which) {
        return (int) IntStream.of(split.users(which))
                .filter(user -> scorer.ranks(catalog.domainOf(split.target(user, which))))
                .count();
    }

    public Sequences sequences() {
        return sequences;
    }
}
