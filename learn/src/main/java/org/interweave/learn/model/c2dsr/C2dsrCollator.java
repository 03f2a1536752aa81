package org.interweave.learn.model.c2dsr;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.interweave.core.batch.MixedLoss;
import org.interweave.core.batch.NextItemBatch;
import org.interweave.core.batch.NextItemCollator;
import org.interweave.core.batch.NextItemTask;
import org.interweave.core.batch.NextItemTask.MixedNegatives;
import org.interweave.core.data.Catalog;
import org.interweave.core.data.Domain;
import org.interweave.core.sample.Seeds;
import org.interweave.core.split.TrainingData;

/** Makes training batches. What a user contributes depends on the seed, the epoch and the user alone. For one thread. */
final class C2dsrCollator {
    private final Catalog catalog;
    private final Seeds seeds;
    private final NextItemCollator next;
    private final boolean contrasts;

    C2dsrCollator(TrainingData data, Seeds seeds, C2dsr.Config config) {
        this.catalog = data.catalog();
        this.seeds = seeds;
        int negatives = config.loss().negatives(config);
        NextItemTask task = new NextItemTask(negatives, MixedNegatives.OWN_DOMAIN, MixedLoss.PER_DOMAIN, true);
        this.next = new NextItemCollator(data, seeds, task);
        this.contrasts = config.lambda() < 1;
    }

    C2dsrBatch collate(int[] users, int epoch) {
        NextItemBatch batch = next.collate(users, epoch);
        return contrasts ? C2dsrBatch.of(catalog, batch, copies(users, epoch, batch)) : C2dsrBatch.of(batch);
    }

    private List<List<int[]>> copies(int[] users, int epoch, NextItemBatch batch) {
        List<int[]> inputs = C2dsrBatch.inputs(batch.sequences(), users.length);
        List<List<int[]>> copies = new ArrayList<>();
        for (int k = 0; k < catalog.domainCount(); k++) {
            List<int[]> corrupted = new ArrayList<>();
            for (int u = 0; u < users.length; u++) {
                SplittableRandom random = seeds.stream("corruption", epoch, users[u], k);
                corrupted.add(corrupted(inputs.get(u), catalog.domain(k), random));
            }
            copies.add(corrupted);
        }
        return copies;
    }

    /** Every item of the domain gives way to any of the domain, itself not excluded. */
    private static int[] corrupted(int[] items, Domain domain, SplittableRandom random) {
        return Arrays.stream(items)
                .map(item -> domain.owns(item) ? domain.firstItem() + random.nextInt(domain.size()) : item)
                .toArray();
    }
}
