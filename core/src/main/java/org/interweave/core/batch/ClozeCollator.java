package org.interweave.core.batch;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.interweave.core.data.Catalog;
import org.interweave.core.sample.NegativeSampler;
import org.interweave.core.sample.Seeds;
import org.interweave.core.split.TrainingData;

/** Makes training batches of a Cloze task. What a user contributes depends on the seed, the epoch and the user alone. For one thread. */
public final class ClozeCollator {
    private final TrainingData data;
    private final Catalog catalog;
    private final ClozeTokens tokens;
    private final Seeds seeds;
    private final ClozeTask task;
    private final NegativeSampler sampler;

    public ClozeCollator(TrainingData data, Seeds seeds, ClozeTask task) {
        this.data = data;
        this.catalog = data.catalog();
        this.tokens = new ClozeTokens(catalog, data.window());
        this.seeds = seeds;
        this.task = task;
        this.sampler = new NegativeSampler(catalog);
    }

    /**
     * A user's sequence.
     *
     * @param known all of its items
     * @param shown the latest of them, some behind MASK
     * @param hidden the items behind MASK, in their order
     */
    private record Cloze(int user, int[] known, int[] shown, int[] hidden) {}

    /** A batch of these users with this epoch's MASKs and negatives. Who has no item has no target, but counts. */
    public ClozeBatch collate(int[] users, int epoch) {
        List<Cloze> clozes = Arrays.stream(users)
                .mapToObj(user -> cloze(user, seeds.stream("masks", epoch, user)))
                .toList();
        SequenceBatch sequences = tokens.batch(clozes.stream().map(Cloze::shown).toList());
        return new ClozeBatch(sequences, targets(clozes, epoch));
    }

    private Cloze cloze(int user, SplittableRandom random) {
        int[] known = data.items().apply(user);
        int[] shown = TrainingData.latest(known, tokens.window());
        int[] places = task.hidden(shown.length, random);
        int[] hidden = new int[places.length];
        for (int i = 0; i < places.length; i++) {
            hidden[i] = shown[places[i]];
            shown[places[i]] = tokens.mask();
        }
        return new Cloze(user, known, shown, hidden);
    }

    /** Users' MASKs come first in their pack and in this order: the i-th hidden item of all is behind row i. */
    private Targets targets(List<Cloze> clozes, int epoch) {
        int[] positives = clozes.stream()
                .flatMapToInt(cloze -> Arrays.stream(cloze.hidden))
                .toArray();
        int perRow = catalog.domainCount() * task.negatives();
        int[] negatives = new int[positives.length * perRow];
        float[] weights = new float[positives.length];
        int row = 0;
        for (Cloze cloze : clozes) {
            SplittableRandom random = seeds.stream("negatives", epoch, cloze.user);
            sampler.exclude(cloze.known);
            int[] sharing = sharing(cloze.hidden);
            for (int i = 0; i < cloze.hidden.length; i++, row++) {
                weights[row] = 1f / (clozes.size() * (float) sharing[catalog.domainOf(cloze.hidden[i])]);
                for (int k = 0; k < catalog.domainCount(); k++) {
                    sampler.draw(k, task.negatives(), random, negatives, row * perRow + k * task.negatives());
                }
            }
        }
        return new Targets(IntStream.range(0, row).toArray(), positives, negatives, weights);
    }

    /** How many of the items lie in each domain. */
    private int[] sharing(int[] items) {
        int[] sharing = new int[catalog.domainCount()];
        for (int item : items) {
            sharing[catalog.domainOf(item)]++;
        }
        return sharing;
    }
}
