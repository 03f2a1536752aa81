package org.interweave.core.batch;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.interweave.core.batch.NextItemTask.MixedNegatives;
import org.interweave.core.data.Catalog;
import org.interweave.core.sample.NegativeSampler;
import org.interweave.core.sample.Seeds;
import org.interweave.core.split.TrainingData;

/** Makes training batches. What a user contributes depends on the seed, the epoch and the user alone. For one thread. */
public final class NextItemCollator {
    private final TrainingData data;
    private final Catalog catalog;
    private final Seeds seeds;
    private final NextItemTask task;
    private final NegativeSampler sampler;

    public NextItemCollator(TrainingData data, Seeds seeds, NextItemTask task) {
        this.data = data;
        this.catalog = data.catalog();
        this.seeds = seeds;
        this.task = task;
        this.sampler = new NegativeSampler(catalog);
    }

    /** A batch of these users with this epoch's negatives. Who has too few items for a target has none, but counts. */
    public NextItemBatch collate(int[] users, int epoch) {
        List<int[]> inputs = new ArrayList<>();
        List<int[]> known = new ArrayList<>();
        for (int user : users) {
            int[] items = data.items().apply(user);
            known.add(items);
            inputs.add(TrainingData.latest(Arrays.copyOf(items, Math.max(0, items.length - 1)), data.window()));
        }
        List<int[]> histories = new ArrayList<>(inputs);
        histories.addAll(Filler.of(catalog, data.window(), inputs));
        SequenceBatch sequences = SequenceBatch.of(catalog, data.window(), histories);
        Builder mixed = new Builder(sequences.items().length, mixedNegatives());
        List<Builder> domains = new ArrayList<>();
        if (task.domainTargets()) {
            for (Branch branch : sequences.domains()) {
                domains.add(new Builder(branch.rows().length, task.negatives()));
            }
        }
        for (int u = 0; u < users.length; u++) {
            SplittableRandom random = seeds.stream("negatives", epoch, users[u]);
            sampler.exclude(known.get(u));
            int[] targets =
                    Arrays.copyOfRange(known.get(u), known.get(u).length - inputs.get(u).length, known.get(u).length);
            addMixed(mixed, sequences.mixed().layout().starts()[u], targets, users.length, random);
            for (int k = 0; k < domains.size(); k++) {
                addDomain(k, domains.get(k), sequences, u, targets, users.length, random);
            }
        }
        return new NextItemBatch(
                sequences,
                mixed.targets(),
                domains.stream().map(Builder::targets).toList());
    }

    private int mixedNegatives() {
        return task.mixedNegatives() == MixedNegatives.OWN_DOMAIN
                ? task.negatives()
                : catalog.domainCount() * task.negatives();
    }

    /** The target of the token in place i is the user's next item of any domain. */
    private void addMixed(Builder rows, int firstRow, int[] targets, int users, SplittableRandom random) {
        int[] sharing = new int[catalog.domainCount()];
        for (int target : targets) {
            sharing[catalog.domainOf(target)]++;
        }
        for (int i = 0; i < targets.length; i++) {
            int domain = catalog.domainOf(targets[i]);
            int count = task.mixedLoss() == MixedLoss.PER_TOKEN ? targets.length : sharing[domain];
            int at = rows.add(firstRow + i, targets[i], 1f / (users * (float) count));
            if (task.mixedNegatives() == MixedNegatives.OWN_DOMAIN) {
                sampler.draw(domain, task.negatives(), random, rows.negatives, at);
                continue;
            }
            for (int k = 0; k < catalog.domainCount(); k++) {
                sampler.draw(k, task.negatives(), random, rows.negatives, at + k * task.negatives());
            }
        }
    }

    /** The target of a domain's token is the next item of that domain; the user's last one may have none. */
    private void addDomain(
            int domain,
            Builder rows,
            SequenceBatch sequences,
            int user,
            int[] targets,
            int users,
            SplittableRandom random) {
        Layout layout = sequences.domains().get(domain).layout();
        int from = layout.starts()[user];
        int to = layout.starts()[user + 1];
        int last = targets.length - 1;
        boolean lastHasTarget = to > from && last >= 0 && catalog.domainOf(targets[last]) == domain;
        int count = to
                - from
                - (lastHasTarget ? 0 : 1); // all tokens but the newest are followed by another token of the domain
        for (int i = 0; i < count; i++) {
            int row = from + i;
            int target = row + 1 < to
                    ? sequences.items()[sequences.domains().get(domain).rows()[row + 1]]
                    : targets[last];
            int at = rows.add(row, target, 1f / (users * (float) count));
            sampler.draw(domain, task.negatives(), random, rows.negatives, at);
        }
    }

    /** Targets in the making, with room for every token. */
    private static final class Builder {
        private final int perRow;
        private final int[] rows;
        private final int[] positives;
        private final int[] negatives;
        private final float[] weights;
        private int count;

        Builder(int tokens, int perRow) {
            this.perRow = perRow;
            rows = new int[tokens];
            positives = new int[tokens];
            negatives = new int[tokens * perRow];
            weights = new float[tokens];
        }

        /** Returns where this row's negatives start. */
        int add(int row, int positive, float weight) {
            rows[count] = row;
            positives[count] = positive;
            weights[count] = weight;
            return perRow * count++;
        }

        Targets targets() {
            return new Targets(
                    Arrays.copyOf(rows, count),
                    Arrays.copyOf(positives, count),
                    count == rows.length ? negatives : Arrays.copyOf(negatives, count * perRow),
                    Arrays.copyOf(weights, count));
        }
    }
}
