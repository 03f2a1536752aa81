package org.interweave.learn.model.mgcl;

import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.interweave.core.batch.PairedSequences;
import org.interweave.core.batch.SequenceBatch;
import org.interweave.core.batch.TransferBatch;
import org.interweave.core.batch.TransferCollator;
import org.interweave.core.sample.Seeds;
import org.interweave.core.split.TrainingData;

/** Makes training batches. What a user contributes depends on the seed, the epoch and the user alone, but for whom they are contrasted with. For one thread. */
final class MgclCollator {
    private final TransferCollator transfer;
    private final Seeds seeds;
    private final Alignment alignment;

    MgclCollator(TrainingData data, Seeds seeds, int target, Mgcl.Config config) {
        this.transfer = new TransferCollator(data, seeds, target, config.negatives());
        this.seeds = seeds;
        this.alignment = config.alignment();
    }

    MgclBatch collate(int[] users, int epoch) {
        TransferBatch batch = transfer.collate(users, epoch);
        PairedSequences sequences = batch.sequences();
        int[] known = alignment.known(sequences);
        return new MgclBatch(
                batch,
                pairs("user", sequences.target(), users, epoch, row -> known[row] > 0),
                pairs("target", sequences.target(), users, epoch, row -> true),
                pairs("source", sequences.source(), users, epoch, row -> true));
    }

    private Contrast.Pairs pairs(String name, SequenceBatch batch, int[] users, int epoch, IntPredicate taken) {
        int[] rows = IntStream.range(0, batch.mixed().layout().starts()[users.length])
                .filter(taken)
                .toArray();
        int[] places = IntStream.range(0, rows.length).toArray();
        return new Contrast.Pairs(rows, seeds.shuffled(places, "contrast " + name, epoch, users[0]));
    }
}
