package org.interweave.learn.train;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.interweave.core.batch.NextItemBatch;
import org.interweave.core.batch.NextItemCollator;
import org.interweave.core.data.Dataset;
import org.interweave.core.metric.Evaluation;
import org.interweave.core.metric.NonFiniteException;
import org.interweave.core.metric.Scorer;
import org.interweave.core.sample.Seeds;
import org.interweave.core.split.Split;
import org.interweave.learn.model.Loss;
import org.interweave.learn.model.ModelEntry;
import org.interweave.learn.model.Models;
import org.interweave.learn.model.Recommender;
import org.interweave.learn.model.TorchScorer;
import org.interweave.learn.torch.AdamW;
import org.interweave.learn.torch.Safetensors;
import org.interweave.learn.torch.Step;
import org.interweave.learn.torch.Torch;

/**
 * The one training loop, for every model: epochs of steps, a validation after each, the best model kept, checkpoints to go on from.
 *
 * <p>A run that was stopped anywhere and resumed ends with the same weights, bit for bit, as one that was not.
 */
public final class Trainer implements AutoCloseable {
    private static final double SECONDS_BETWEEN_CHECKPOINTS = 60;
    private static final double SECONDS_BETWEEN_CHECKPOINTS_WITHIN_AN_EPOCH = 600;

    private final Dataset dataset;
    private final RunConfig config;
    private final TrainingConfig training;
    private final RunDirectory run;
    private final Consumer<Event> listener;
    private final AtomicBoolean stopRequested = new AtomicBoolean();

    private final Recommender model;
    private final AdamW optimizer;
    private final Scorer scorer;
    private final Protocol protocol;
    private final Seeds seeds;
    private final BatchFeed feed;
    private final int trainingUsers;

    private Journal journal;
    private Schedule schedule = Schedule.start();
    private EpochTotals totals = EpochTotals.NONE;
    private long lastSave = System.nanoTime();

    /** @param listener told of every event, on the training thread */
    public Trainer(Dataset dataset, RunConfig config, RunDirectory run, Consumer<Event> listener) {
        Feasibility.require(dataset, config);
        this.dataset = dataset;
        this.config = config;
        this.training = config.training();
        this.run = run;
        this.listener = listener;
        Torch.threads(training.threads());
        Torch.precision(training.precision());
        ModelEntry<?> entry = Models.byId(config.model());
        protocol = new Protocol(dataset);
        seeds = new Seeds(training.seed());
        model = entry.build(config.settings(), dataset.catalog(), dataset.inputWindow(), seeds.derive("weights"));
        optimizer = new AdamW(
                model.parameters(), training.beta1(), training.beta2(), training.epsilon(), training.weightDecay());
        scorer = new TorchScorer(model, dataset.catalog(), dataset.inputWindow());
        ModelEntry.Sample sample = entry.sample(config.settings());
        int[] users = protocol.leaveOneOut().trainingUsers();
        trainingUsers = users.length;
        feed = new BatchFeed(
                users,
                training.batchUsers(),
                seeds,
                new NextItemCollator(
                        protocol.leaveOneOut(), dataset.catalog(), seeds, sample.negatives(), sample.mixedLoss()));
    }

    /** Trains to the end, or until {@link #requestStop}; goes on from the checkpoint if there is one. */
    public Event.Stopped fit() throws IOException {
        restore();
        if (schedule.end(training).isPresent()) {
            markFinished(); // again, in case the run was killed just before it did
            return stopped(true, schedule.end(training).get());
        }
        try {
            emit(started());
            while (schedule.end(training).isEmpty()) {
                Optional<Validation> validation = trainEpoch() ? validate() : Optional.empty();
                if (validation.isEmpty()) {
                    return stop(false, "asked to stop");
                }
                completeEpoch(validation.get());
            }
            return stop(true, schedule.end(training).get());
        } catch (IOException e) {
            throw cannotWrite(e);
        }
    }

    /** Asks {@link #fit}, from any thread, to save after the step under way and return. */
    public void requestStop() {
        stopRequested.set(true);
    }

    private void restore() throws IOException {
        Optional<Checkpoint> saved = Checkpoint.read(run.checkpoint(), identity());
        journal =
                Journal.open(run.journal(), saved.map(Checkpoint::journalBytes).orElse(0L));
        if (saved.isPresent()) {
            Checkpoint checkpoint = saved.get();
            checkpoint.restore(run.checkpoint(), config, live());
            schedule = checkpoint.schedule();
            totals = checkpoint.totals();
            if (checkpoint.threads() != Torch.threads()) {
                emit(new Event.Warned(
                        "saved with " + checkpoint.threads() + " threads, going on with " + Torch.threads()
                                + ": results may differ in the last bits. Try: --threads " + checkpoint.threads()));
            }
        }
    }

    private Event.Started started() {
        return new Event.Started(
                config.model(),
                model.parameters().count(),
                trainingUsers,
                feed.steps(),
                schedule.epoch() + 1,
                totals.step());
    }

    /** The rest of the epoch under way; false if it was asked to stop. */
    private boolean trainEpoch() throws IOException {
        int epoch = schedule.epoch() + 1;
        double rate = schedule.rate(training);
        if (totals.step() == 0) {
            optimizer.clearGradients();
        }
        emit(new Event.EpochStarted(epoch, feed.steps(), rate));
        BatchFeed.Epoch batches = feed.epoch(epoch, totals.step());
        while (batches.hasNext()) {
            long start = System.nanoTime();
            NextItemBatch batch = batches.next();
            double loss = step(batch, epoch, rate);
            int tokens = batch.sequences().items().length;
            double seconds = secondsSince(start);
            totals = totals.plus(loss, tokens, seconds);
            emit(new Event.StepDone(epoch, totals.step(), feed.steps(), loss, tokens, seconds));
            if (stopRequested.get()) {
                return false;
            }
            saveAfter(SECONDS_BETWEEN_CHECKPOINTS_WITHIN_AN_EPOCH);
        }
        return true;
    }

    /** One step of the optimiser: clear, loss, backward, step, in one native scope. */
    private double step(NextItemBatch batch, int epoch, double rate) {
        return Step.compute(() -> {
            if (training.gradientClearing() == GradientClearing.STEP) {
                optimizer.clearGradients();
            }
            Loss loss = model.loss(batch, seeds.derive("dropout", epoch, totals.step()));
            requireFinite(loss.value(), epoch);
            loss.backward();
            optimizer.step(rate);
            return loss.value();
        });
    }

    private void requireFinite(double loss, int epoch) {
        if (Double.isNaN(loss) || Double.isInfinite(loss)) {
            throw new RunFailedException(
                    "the loss of epoch " + epoch + ", step " + (totals.step() + 1) + " is " + loss
                            + ", expected a finite number. Try: a lower learningRate, precision=highest, or a larger temperature");
        }
    }

    private record Validation(Evaluation evaluation, double seconds) {}

    private static final class StopRequested extends RuntimeException {}

    /** Ranks the validation targets; nothing if it was asked to stop. */
    private Optional<Validation> validate() {
        long start = System.nanoTime();
        try {
            Evaluation evaluation = protocol.sampled(scorer, Split.VALIDATION, done -> {
                if (stopRequested.get()) {
                    throw new StopRequested();
                }
            });
            return Optional.of(new Validation(evaluation, secondsSince(start)));
        } catch (StopRequested e) {
            return Optional.empty();
        } catch (NonFiniteException e) {
            throw new RunFailedException("validation after epoch " + (schedule.epoch() + 1) + ": " + e.getMessage(), e);
        }
    }

    private void completeEpoch(Validation validation) throws IOException {
        Schedule before = schedule;
        EpochTotals done = totals;
        schedule = before.after(validation.evaluation.mrrSum(), training);
        totals = EpochTotals.NONE;
        int epoch = schedule.epoch();
        double meanLoss = done.loss() / done.step();
        emit(new Event.EpochDone(epoch, before.rate(training), done.step(), meanLoss, done.tokens(), done.seconds()));
        emit(new Event.Validated(
                epoch,
                before.nextCounts(training),
                schedule.isBest(),
                schedule.failures(),
                validation.evaluation,
                validation.seconds));
        if (schedule.isBest()) {
            saveBest(validation.evaluation);
        }
        if (schedule.cuts() > before.cuts()) {
            emit(new Event.RateCut(epoch, schedule.rate(training)));
        }
        if (schedule.end(training).isEmpty()) { // the last checkpoint is written with the end of the journal
            saveAfter(SECONDS_BETWEEN_CHECKPOINTS);
        }
    }

    private void saveBest(Evaluation validation) throws IOException {
        Safetensors.write(
                run.model(),
                Map.of(
                        "format",
                        "interweave-model/1",
                        "model",
                        config.model(),
                        "epoch",
                        Integer.toString(schedule.epoch())),
                model.parameters().named());
        RunManifest.describe(run, config.model(), dataset.checksum(), schedule.epoch(), validation)
                .write(run.manifest());
        emit(new Event.NewBest(schedule.epoch(), schedule.bestScore()));
    }

    private Event.Stopped stop(boolean finished, String reason) throws IOException {
        Event.Stopped stopped = stopped(finished, reason);
        if (finished) {
            journal.record(stopped);
            save();
            markFinished();
        } else {
            save();
            journal.record(stopped); // after the checkpoint, so that going on cuts the line off
        }
        listener.accept(stopped);
        return stopped;
    }

    private Event.Stopped stopped(boolean finished, String reason) {
        return new Event.Stopped(finished, reason, schedule.epoch(), schedule.bestEpoch(), schedule.bestScore());
    }

    private void markFinished() throws IOException {
        RunManifest.read(run.manifest()).asFinished().write(run.manifest());
    }

    private void saveAfter(double seconds) throws IOException {
        if (secondsSince(lastSave) >= seconds) {
            save();
        }
    }

    private void save() throws IOException {
        new Checkpoint(schedule, totals, optimizer.steps(), journal.sync(), Torch.threads())
                .write(run.checkpoint(), identity(), live());
        lastSave = System.nanoTime();
        emit(new Event.Saved(schedule.epoch(), totals.step()));
    }

    private Checkpoint.Identity identity() {
        return new Checkpoint.Identity(config, dataset.checksum());
    }

    private Checkpoint.Live live() {
        return new Checkpoint.Live(model.parameters(), optimizer);
    }

    private RunFailedException cannotWrite(IOException cause) {
        String state = Files.exists(run.checkpoint())
                ? "The checkpoint saved before is whole"
                : "No checkpoint was saved before";
        return new RunFailedException(
                "cannot write to " + run.path() + ": " + cause.getMessage() + ". " + state
                        + ". Try: free some space, then interweave train --resume --out " + run.path(),
                cause);
    }

    private void emit(Event event) throws IOException {
        journal.record(event);
        listener.accept(event);
    }

    private static double secondsSince(long nanos) {
        return (System.nanoTime() - nanos) / 1e9;
    }

    @Override
    public void close() throws IOException {
        feed.close();
        if (journal != null) {
            journal.close();
        }
    }
}
