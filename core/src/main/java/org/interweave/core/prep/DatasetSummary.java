package org.interweave.core.prep;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.interweave.core.data.Catalog;
import org.interweave.core.data.Dataset;
import org.interweave.core.data.Domain;
import org.interweave.core.data.Sequences;
import org.interweave.core.split.LeaveOneOut;
import org.interweave.core.split.Split;

/**
 * What a dataset holds: the paper's Table 1, and what makes its numbers easy or hard to reach.
 *
 * @param averageLength interactions per user
 * @param mixedTrainingTargets next items to predict in the merged sequences, over all users
 * @param usersByDomains element n: users active in exactly n domains [domains + 1]
 * @param neighbours pairs of interactions that follow each other
 * @param ties neighbours with equal times in seconds; their order is a choice, not an observation
 * @param switches neighbours of different domains
 * @param firstTime the oldest interaction, seconds since 1970
 * @param lastTime the newest
 */
public record DatasetSummary(
        int users,
        int items,
        int interactions,
        double averageLength,
        long mixedTrainingTargets,
        List<OfDomain> domains,
        List<Integer> usersByDomains,
        int neighbours,
        int ties,
        int switches,
        long firstTime,
        long lastTime) {
    /** A training count up to which an item is called rare. */
    public static final int RARE = 2;

    /**
     * One domain's part.
     *
     * @param users with at least one interaction here
     * @param averageLength interactions per such user
     * @param unseenTestTargets test targets whose item no training sequence holds
     * @param rareTestTargets test targets whose item training holds at most {@link #RARE} times, the unseen among them
     */
    public record OfDomain(
            String name,
            int users,
            int items,
            int interactions,
            double averageLength,
            int validationTargets,
            int testTargets,
            int unseenTestTargets,
            int rareTestTargets) {}

    public static DatasetSummary of(Dataset dataset) {
        return new Counter(dataset).summary();
    }

    /** One pass over the users, with a running count for each number. */
    private static final class Counter {
        private final Catalog catalog;
        private final Sequences sequences;
        private final LeaveOneOut split;
        private final int[] users;
        private final int[] interactions;
        private final int[] usersByDomains;
        private final int[] seenInTraining;
        private int ties;
        private int switches;
        private long first = Long.MAX_VALUE;
        private long last = Long.MIN_VALUE;
        private long trainingTargets;

        Counter(Dataset dataset) {
            catalog = dataset.catalog();
            sequences = dataset.sequences();
            split = new LeaveOneOut(sequences, dataset.inputWindow());
            users = new int[catalog.domainCount()];
            interactions = new int[catalog.domainCount()];
            usersByDomains = new int[catalog.domainCount() + 1];
            seenInTraining = new int[catalog.items() + 1];
        }

        DatasetSummary summary() {
            for (int user = 0; user < sequences.users(); user++) count(user);
            for (int user : split.trainingUsers())
                trainingTargets += Math.min(split.window(), split.trainingItems(user).length - 1);
            List<OfDomain> domains = new ArrayList<>();
            int[][] validation = targets(Split.VALIDATION);
            int[][] test = targets(Split.TEST);
            for (int k = 0; k < catalog.domainCount(); k++) {
                Domain domain = catalog.domain(k);
                domains.add(new OfDomain(
                        domain.name(),
                        users[k],
                        domain.size(),
                        interactions[k],
                        ratio(interactions[k], users[k]),
                        validation[k][0],
                        test[k][0],
                        test[k][1],
                        test[k][2]));
            }
            int all = sequences.interactions();
            return new DatasetSummary(
                    sequences.users(),
                    catalog.items(),
                    all,
                    ratio(all, sequences.users()),
                    trainingTargets,
                    domains,
                    Arrays.stream(usersByDomains).boxed().toList(),
                    all - sequences.users(),
                    ties,
                    switches,
                    first,
                    last);
        }

        private void count(int user) {
            int[] items = sequences.items(user);
            long[] times = sequences.times(user);
            boolean[] active = new boolean[catalog.domainCount()];
            for (int i = 0; i < items.length; i++) {
                int domain = catalog.domainOf(items[i]);
                active[domain] = true;
                interactions[domain]++;
                first = Math.min(first, times[i]);
                last = Math.max(last, times[i]);
                if (i == 0) continue;
                if (times[i] == times[i - 1]) ties++;
                if (domain != catalog.domainOf(items[i - 1])) switches++;
            }
            int domains = 0;
            for (int k = 0; k < active.length; k++)
                if (active[k]) {
                    users[k]++;
                    domains++;
                }
            usersByDomains[domains]++;
            for (int item : split.trainingItems(user)) seenInTraining[item]++;
        }

        /** Per domain: targets, those never seen in training, those seen at most {@link #RARE} times. */
        private int[][] targets(Split part) {
            int[][] counts = new int[catalog.domainCount()][3];
            for (int user : split.users(part)) {
                int target = split.target(user, part);
                int[] domain = counts[catalog.domainOf(target)];
                domain[0]++;
                if (seenInTraining[target] == 0) domain[1]++;
                if (seenInTraining[target] <= RARE) domain[2]++;
            }
            return counts;
        }

        private static double ratio(int part, int whole) {
            return whole == 0 ? 0 : (double) part / whole;
        }
    }
}
