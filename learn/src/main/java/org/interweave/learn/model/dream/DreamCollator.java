package org.interweave.learn.model.dream;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.interweave.core.batch.Filler;
import org.interweave.core.batch.MixedLoss;
import org.interweave.core.batch.NextItemBatch;
import org.interweave.core.batch.NextItemCollator;
import org.interweave.core.batch.NextItemTask;
import org.interweave.core.batch.NextItemTask.MixedNegatives;
import org.interweave.core.batch.SequenceBatch;
import org.interweave.core.sample.Seeds;
import org.interweave.core.split.TrainingData;

/** Makes training batches. What a user contributes depends on the seed, the epoch and the user alone. For one thread. */
final class DreamCollator {
    private final TrainingData data;
    private final Seeds seeds;
    private final NextItemCollator next;
    private final Optional<Partners> partners; // none: no views are made
    private final Augmentation.Shares shares;

    DreamCollator(TrainingData data, Seeds seeds, Dream.Config config) {
        this.data = data;
        this.seeds = seeds;
        int negatives = config.focal().negatives(config);
        NextItemTask task = new NextItemTask(negatives, MixedNegatives.OWN_DOMAIN, MixedLoss.PER_DOMAIN, true);
        this.next = new NextItemCollator(data, seeds, task);
        this.partners = config.contrastiveWeight() > 0 ? Optional.of(new Partners(data)) : Optional.empty();
        this.shares = new Augmentation.Shares(config.crop(), config.mask(), config.reorder());
    }

    DreamBatch collate(int[] users, int epoch) {
        NextItemBatch batch = next.collate(users, epoch);
        return new DreamBatch(batch, partners.flatMap(index -> views(users, epoch, batch, index)));
    }

    private Optional<DreamBatch.Views> views(int[] users, int epoch, NextItemBatch batch, Partners index) {
        int[] ends = batch.sequences().mixed().layout().starts();
        List<Integer> rows = new ArrayList<>();
        List<Integer> labels = new ArrayList<>();
        List<int[]> copies = new ArrayList<>();
        List<int[]> thirds = new ArrayList<>();
        for (int u = 0; u < users.length; u++) {
            int[] items = data.items().apply(users[u]);
            if (items.length < 2) {
                continue; // nothing to read, or nothing that it leads to
            }
            int label = items[items.length - 1];
            int[] input = TrainingData.latest(Arrays.copyOf(items, items.length - 1), data.window());
            SplittableRandom random = seeds.stream("views", epoch, users[u]);
            rows.add(ends[u + 1] - 1);
            labels.add(label);
            copies.add(Augmentation.any(input, shares, random));
            thirds.add(index.draw(users[u], label, random).orElseGet(() -> Augmentation.any(input, shares, random)));
        }
        copies.addAll(thirds);
        copies.addAll(Filler.of(data.catalog(), data.window(), copies));
        return rows.isEmpty()
                ? Optional.empty()
                : Optional.of(new DreamBatch.Views(
                        SequenceBatch.withHoles(data.catalog(), data.window(), copies), ints(rows), ints(labels)));
    }

    private static int[] ints(List<Integer> list) {
        return list.stream().mapToInt(i -> i).toArray();
    }
}
