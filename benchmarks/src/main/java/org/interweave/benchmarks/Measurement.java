package org.interweave.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.bytedeco.openblas.global.openblas;
import org.interweave.core.batch.NextItemBatch;
import org.interweave.core.batch.NextItemCollator;
import org.interweave.core.batch.NextItemTask;
import org.interweave.core.sample.Seeds;
import org.interweave.core.split.LeaveOneOut;
import org.interweave.core.split.TrainingData;
import org.interweave.learn.model.merit.Merit;
import org.interweave.learn.torch.Libtorch;
import org.interweave.learn.train.RunConfig;

/**
 * What a task gave: every step as it was timed, nothing averaged away.
 *
 * @param data what the batches came from
 * @param parameters how many numbers are learned
 * @param lossWithoutDropout of the first batch with fresh weights
 * @param peakBytes largest resident memory of the process
 * @param otherLoad cores that others kept busy meanwhile, on average
 */
public record Measurement(
        Source.Facts data,
        long parameters,
        double lossWithoutDropout,
        long peakBytes,
        double otherLoad,
        List<Sample> steps) {

    /**
     * One step; step s of every measurement reads the same batch.
     *
     * @param tokens of the merged sequences
     * @param gigaflop of useful matrix products
     * @param totalMillis wall time, the batch's making included
     * @param phaseMillis of that; the rest is freeing memory
     */
    public record Sample(int tokens, double gigaflop, double totalMillis, Map<Phase, Double> phaseMillis) {}

    /** Measures in this process. */
    static Measurement of(Task task, PrintStream progress) throws IOException {
        RunConfig config = task.config();
        Merit.Config settings = (Merit.Config) config.settings();
        Libtorch.threads(config.training().threads());
        Libtorch.precision(config.training().precision());
        if (task.blasThreads() > 0) {
            openblas.blas_set_num_threads(task.blasThreads());
        }
        Source.Opened source = task.source().open();
        TrainingStep step = task.implementation().create(task, config, source.catalog(), source.window());
        Batches batches = new Batches(source, config, settings);
        Pace pace = new Pace(task, progress);
        double loss = step.lossWithoutDropout(batches.make(1, 0));
        pace.checked(loss);
        OtherLoad others = new OtherLoad();
        List<Sample> samples = samples(task, step, batches, pace, new UsefulWork(settings));
        return new Measurement(source.facts(), step.parameters(), loss, Machine.peakBytes(), others.cores(), samples);
    }

    private static List<Sample> samples(Task task, TrainingStep step, Batches batches, Pace pace, UsefulWork work) {
        List<Sample> samples = new ArrayList<>();
        for (int s = -task.warmup(); s < task.steps(); s++) {
            long start = System.nanoTime();
            Laps laps = new Laps();
            NextItemBatch batch =
                    s < 0 ? batches.make(2, -1 - s) : batches.make(1, s); // warm-up shows it other batches
            laps.end(Phase.COLLATE);
            step.run(batch, s + task.warmup(), laps);
            double total = (System.nanoTime() - start) / 1e6;
            pace.step(total);
            if (s >= 0) {
                int tokens = batch.sequences().items().length;
                samples.add(new Sample(tokens, work.gigaflop(batch), total, new TreeMap<>(laps.millis())));
            }
        }
        return samples;
    }

    /** The batches that the trainer would make. */
    private static final class Batches {
        private final NextItemCollator collator;
        private final int[] users;
        private final int usersPerBatch;
        private final Seeds seeds;

        Batches(Source.Opened source, RunConfig config, Merit.Config settings) {
            seeds = new Seeds(config.training().seed());
            TrainingData data = TrainingData.of(source.catalog(), new LeaveOneOut(source.sequences(), source.window()));
            NextItemTask task = new NextItemTask(
                    settings.negatives(), NextItemTask.MixedNegatives.EVERY_DOMAIN, settings.mixedLoss(), true);
            collator = new NextItemCollator(data, seeds, task);
            users = data.users();
            usersPerBatch = Math.min(users.length, config.training().batchUsers());
        }

        /** After the last full batch of an epoch it starts again. */
        NextItemBatch make(int epoch, int number) {
            int from = number % (users.length / usersPerBatch) * usersPerBatch;
            int[] order = seeds.shuffled(users, "order", epoch);
            return collator.collate(Arrays.copyOfRange(order, from, from + usersPerBatch), epoch);
        }
    }

    /** Says what was done and how long the rest will take. */
    private static final class Pace {
        private final Task task;
        private final PrintStream out;
        private final int steps;
        private int done;

        Pace(Task task, PrintStream out) {
            this.task = task;
            this.out = out;
            this.steps = task.warmup() + task.steps();
        }

        void checked(double loss) {
            out.printf(Locale.ROOT, "  %s: loss of the first batch without dropout %.6f%n", task.label(), loss);
        }

        void step(double millis) {
            done++;
            out.printf(
                    Locale.ROOT,
                    "  %s: step %d of %d%s, %.2f s, about %.0f s left%n",
                    task.label(),
                    done,
                    steps,
                    done <= task.warmup() ? " (warm-up)" : "",
                    millis / 1000,
                    millis / 1000 * (steps - done));
        }
    }
}
