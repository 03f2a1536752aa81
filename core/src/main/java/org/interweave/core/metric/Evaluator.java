package org.interweave.core.metric;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
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
        requireSplit(candidates, which);
        int[] users = candidates.users();
        Ranking ranking = (domain, members, histories) -> {
            int[][] lists = lists(candidates, members);
            return List.of(Scorer.firstAmong(lists, scorer.scores(domain, histories, lists)));
        };
        List<Ranked> ranked = rank(scorer, users, which, 1, ranking, usersDone);
        return ranked.get(0).evaluation(which, Integer.toString(negatives), candidates.hash());
    }

    /** The target among all items of its domain that the user did not have before it; those are left out, unless the target is one of them. */
    public Evaluation full(Scorer scorer, Split which, IntConsumer usersDone) {
        int[] users = split.users(which);
        Ranking ranking = (domain, members, histories) -> {
            Competition all = competition(domain, members, users, which);
            return List.of(scorer.ranks(domain, histories, all.targets, all.leftOut));
        };
        return rank(scorer, users, which, 1, ranking, usersDone).get(0).evaluation(which, "all", "");
    }

    /** Both at once, which asks the scorer about every user once. */
    public Both both(Scorer scorer, Split which, Candidates candidates, int negatives, IntConsumer usersDone) {
        requireSplit(candidates, which);
        int[] users = candidates.users();
        Ranking ranking = (domain, members, histories) -> {
            Competition all = competition(domain, members, users, which);
            Scorer.BothRanks ranks =
                    scorer.bothRanks(domain, histories, lists(candidates, members), all.targets, all.leftOut);
            return List.of(ranks.sampled(), ranks.full());
        };
        List<Ranked> ranked = rank(scorer, users, which, 2, ranking, usersDone);
        return new Both(
                ranked.get(0).evaluation(which, Integer.toString(negatives), candidates.hash()),
                ranked.get(1).evaluation(which, "all", ""));
    }

    /** The same targets among sampled negatives and among all items. */
    public record Both(Evaluation sampled, Evaluation full) {}

    private static void requireSplit(Candidates candidates, Split which) {
        if (candidates.split() != which) {
            throw new IllegalArgumentException(
                    "the candidates are for " + candidates.split() + ", expected those for " + which);
        }
    }

    private static int[][] lists(Candidates candidates, int[] members) {
        return Arrays.stream(members).mapToObj(candidates::list).toArray(int[][]::new);
    }

    /** Whom targets compete with, by place among the domain's items. */
    private record Competition(int[] targets, int[][] leftOut) {}

    private Competition competition(int domain, int[] members, int[] users, Split which) {
        Domain items = catalog.domain(domain);
        int[] targets = new int[members.length];
        int[][] leftOut = new int[members.length][];
        for (int i = 0; i < members.length; i++) {
            int target = split.target(users[members[i]], which);
            targets[i] = target - items.firstItem();
            leftOut[i] = leftOut(items, split.known(users[members[i]], which), target);
        }
        return new Competition(targets, leftOut);
    }

    private static int[] leftOut(Domain items, int[] known, int target) {
        return Arrays.stream(known)
                .filter(item -> items.owns(item) && item != target)
                .map(item -> item - items.firstItem())
                .sorted()
                .distinct()
                .toArray();
    }

    private static List<Rank> expect(int users, List<Rank> ranks) {
        if (ranks.size() != users) {
            throw new IllegalStateException("the scorer ranked for " + ranks.size() + " users, expected " + users);
        }
        return ranks;
    }

    private record Ranked(Map<String, Metrics> metrics, List<Place> places) {
        void add(int domain, String name, int[] members, int[] users, List<Rank> ranks) {
            metrics.put(name, Metrics.of(ranks));
            for (int i = 0; i < members.length; i++) {
                places.add(new Place(users[members[i]], domain, ranks.get(i)));
            }
        }

        Evaluation evaluation(Split which, String candidates, String hash) {
            return new Evaluation(which, candidates, hash, metrics, List.copyOf(places));
        }
    }

    private interface Ranking {
        /** Ranks of some users of one domain, in one or more ways; members are indices into the list of users. */
        List<List<Rank>> of(int domain, int[] members, List<int[]> histories);
    }

    private List<Ranked> rank(
            Scorer scorer, int[] users, Split which, int ways, Ranking ranking, IntConsumer usersDone) {
        List<Ranked> results = Stream.generate(() -> new Ranked(new LinkedHashMap<>(), new ArrayList<>()))
                .limit(ways)
                .toList();
        int done = 0;
        int[] ranked =
                IntStream.range(0, catalog.domainCount()).filter(scorer::ranks).toArray();
        for (int domain : ranked) {
            int[] members = IntStream.range(0, users.length)
                    .filter(i -> catalog.domainOf(split.target(users[i], which)) == domain)
                    .toArray();
            List<List<Rank>> ranks = Stream.generate(() -> (List<Rank>) new ArrayList<Rank>())
                    .limit(ways)
                    .toList();
            for (int from = 0; from < members.length; from += USERS_PER_CALL) {
                int[] some = Arrays.copyOfRange(members, from, Math.min(members.length, from + USERS_PER_CALL));
                List<int[]> histories = new ArrayList<>();
                for (int i : some) {
                    histories.add(split.known(users[i], which));
                }
                List<List<Rank>> found = ranking.of(domain, some, histories);
                for (int way = 0; way < ways; way++) {
                    ranks.get(way).addAll(expect(some.length, found.get(way)));
                }
                usersDone.accept(done += some.length);
            }
            for (int way = 0; way < ways; way++) {
                results.get(way).add(domain, catalog.domain(domain).name(), members, users, ranks.get(way));
            }
        }
        return results;
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
