package org.interweave.core.batch;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.interweave.core.data.Domain;
import org.interweave.core.sample.NegativeSampler;
import org.interweave.core.sample.Seeds;
import org.interweave.core.split.TrainingData;

/** Makes training batches for one target domain. What a user contributes depends on the seed, the epoch and the user alone. For one thread. */
public final class TransferCollator {
    private final TrainingData data;
    private final Seeds seeds;
    private final int target;
    private final int negatives;
    private final NegativeSampler sampler;

    /**
     * @param target the domain's index
     * @param negatives n, drawn per target from its domain
     */
    public TransferCollator(TrainingData data, Seeds seeds, int target, int negatives) {
        this.data = data;
        this.seeds = seeds;
        this.target = target;
        this.negatives = negatives;
        this.sampler = new NegativeSampler(data.catalog());
    }

    /** A batch of these users with this epoch's negatives. Who has nothing to predict in the target domain counts all the same. */
    public TransferBatch collate(int[] users, int epoch) {
        List<int[]> known = new ArrayList<>();
        List<int[]> inputs = new ArrayList<>();
        for (int user : users) {
            int[] items = data.items().apply(user);
            known.add(items);
            inputs.add(Arrays.copyOf(items, Math.max(0, items.length - 1)));
        }
        inputs.addAll(Filler.of(data.catalog(), data.window(), inputs));
        PairedSequences sequences = PairedSequences.of(data.catalog(), target, data.window(), inputs);
        return new TransferBatch(sequences, targets(users, known, sequences, epoch));
    }

    private Targets targets(int[] users, List<int[]> known, PairedSequences sequences, int epoch) {
        int[] starts = sequences.target().mixed().layout().starts();
        List<int[]> positives = new ArrayList<>();
        for (int u = 0; u < users.length; u++) {
            positives.add(positives(known.get(u), starts[u + 1] - starts[u]));
        }
        int all = positives.stream().mapToInt(p -> p.length).sum();
        int[] rows = new int[all];
        int[] drawn = new int[all * negatives];
        float[] weights = new float[all];
        int at = 0;
        for (int u = 0; u < users.length; u++) {
            SplittableRandom random = seeds.stream("negatives", epoch, users[u]);
            sampler.exclude(known.get(u));
            int own = positives.get(u).length;
            for (int i = 0; i < own; i++, at++) {
                rows[at] = starts[u] + i;
                weights[at] = 1f / (users.length * (float) own);
                sampler.draw(target, negatives, random, drawn, at * negatives);
            }
        }
        int[] flat = positives.stream().flatMapToInt(Arrays::stream).toArray();
        return new Targets(rows, flat, drawn, weights);
    }

    /** What the user's target tokens are to predict, from the first on; the newest has nothing where the last item, which no token stands for, is of another domain. */
    private int[] positives(int[] items, int tokens) {
        Domain domain = data.catalog().domain(target);
        int[] own = Arrays.stream(items).filter(domain::owns).toArray();
        boolean lastIsOwn = own.length > 0 && domain.owns(items[items.length - 1]);
        int followed = lastIsOwn ? tokens : tokens - 1;
        return followed < 1 ? new int[0] : TrainingData.latest(own, followed);
    }
}
