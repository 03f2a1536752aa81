package org.interweave.learn.train;

import java.util.EnumMap;
import java.util.Map;
import java.util.function.IntConsumer;
import org.interweave.core.data.Dataset;
import org.interweave.core.metric.Evaluation;
import org.interweave.core.metric.Evaluator;
import org.interweave.core.metric.Scorer;
import org.interweave.core.sample.Candidates;
import org.interweave.core.split.LeaveOneOut;
import org.interweave.core.split.Split;
import org.interweave.core.split.TrainingData;

/**
 * How every model, baseline and run on a dataset is evaluated: leave-one-out, each target among 999 sampled negatives of its domain or among the whole domain.
 *
 * <p>The sampled lists depend on the dataset and the split alone, never on a run's seed, so numbers of different models and seeds compare.
 */
public final class Protocol {
    /** Negatives per target, as in the paper. */
    public static final int NEGATIVES = 999;
    /** Fixes the lists. */
    private static final long SEED = 3407;

    private final Dataset dataset;
    private final LeaveOneOut leaveOneOut;
    private final Evaluator evaluator;
    private final Map<Split, Candidates> candidates = new EnumMap<>(Split.class);

    public Protocol(Dataset dataset) {
        this.dataset = dataset;
        leaveOneOut = new LeaveOneOut(dataset.sequences(), dataset.inputWindow());
        evaluator = new Evaluator(dataset.catalog(), dataset.sequences(), leaveOneOut);
    }

    /** Which interactions train and which are held out. */
    public LeaveOneOut leaveOneOut() {
        return leaveOneOut;
    }

    /** All that a model may learn from. */
    public TrainingData trainingData() {
        return TrainingData.of(dataset.catalog(), leaveOneOut);
    }

    /** Ranks each target among its 999 negatives. */
    public Evaluation sampled(Scorer scorer, Split split, IntConsumer usersDone) {
        return evaluator.sampled(scorer, split, lists(split), NEGATIVES, usersDone);
    }

    private Candidates lists(Split split) {
        return candidates.computeIfAbsent(
                split,
                which -> new Candidates(dataset.catalog(), dataset.sequences(), leaveOneOut, which, SEED, NEGATIVES));
    }

    /** Both rankings in little more time than one. */
    public Evaluator.Both both(Scorer scorer, Split split, IntConsumer usersDone) {
        return evaluator.both(scorer, split, lists(split), NEGATIVES, usersDone);
    }

    /** Ranks each target among all items of its domain that the user did not have before. */
    public Evaluation full(Scorer scorer, Split split, IntConsumer usersDone) {
        return evaluator.full(scorer, split, usersDone);
    }

    /** Users with a target in the split that the scorer ranks. */
    public int users(Scorer scorer, Split split) {
        return evaluator.users(scorer, split);
    }
}
