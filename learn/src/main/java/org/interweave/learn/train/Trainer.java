package org.interweave.learn.train;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.interweave.core.data.Dataset;
import org.interweave.core.metric.Evaluation;
import org.interweave.core.metric.NonFiniteException;
import org.interweave.core.metric.Scorer;
import org.interweave.core.sample.Seeds;
import org.interweave.core.split.Split;
import org.interweave.core.split.TrainingData;
import org.interweave.learn.model.GradientClearing;
import org.interweave.learn.model.Loss;
import org.interweave.learn.model.ModelEntry;
import org.interweave.learn.model.Models;
import org.interweave.learn.model.Objective;
import org.interweave.learn.model.Recommender;
import org.interweave.learn.model.TorchScorer;
import org.interweave.learn.model.TrainingConfig;
import org.interweave.learn.nn.LossKernel;
import org.interweave.learn.torch.AdamW;
import org.interweave.learn.torch.Libtorch;
import org.interweave.learn.torch.Step;

/**
 * The one training loop, for every model: epochs of steps, a validation after each, the best model kept, checkpoints to go on from.
 *
 * <p>A run that was stopped anywhere and resumed ends with the same weights, bit for bit, as one that was not.
 */
public final class Trainer implements AutoCloseable {
    private final RunConfig config;
    private final TrainingConfig training;
    private final Consumer<Event> listener;
    private final AtomicBoolean stopRequested = new AtomicBoolean();

    private final Recommender model;
    private final AdamW optimizer;
    private final Scorer scorer;
    private final Protocol protocol;
    private final Seeds seeds;
    private final BatchFeed feed;
    private final RunRecorder recorder;

    private Schedule schedule = Schedule.start();
    private EpochTotals totals = EpochTotals.NONE;

    /** @param listener told of every event, on the training thread */
    public Trainer(Dataset dataset, RunConfig config, RunDirectory run, Consumer<Event> listener) {
        this(dataset, config, run, listener, RunRecorder.Pace.USUAL);
    }

    Trainer(Dataset dataset, RunConfig config, RunDirectory run, Consumer<Event> listener, RunRecorder.Pace pace) {
        Feasibility.require(dataset, config);
        this.config = config;
        this.training = config.training();
        this.listener = listener;
        Libtorch.threads(training.threads());
        Libtorch.precision(training.precision());
        ModelEntry<?> entry = Models.byId(config.model());
        seeds = new Seeds(training.seed());
        protocol = new Protocol(dataset);
        TrainingData data = protocol.trainingData();
        model = entry.build(config.settings(), data, seeds.derive("weights"));
        optimizer = new AdamW(
                model.parameters(), training.beta1(), training.beta2(), training.epsilon(), training.weightDecay());
        scorer = new TorchScorer(model, dataset.catalog(), dataset.inputWindow());
        feed = new BatchFeed(data.users(), training.batchUsers(), seeds, model.objective(data, seeds));
        Checkpoint.Identity identity = new Checkpoint.Identity(config, dataset.checksum());
        recorder = new RunRecorder(run, identity, new Checkpoint.Live(model.parameters(), optimizer), pace);
    }

    /** Trains to the end, or until {@link #requestStop}; goes on from the checkpoint if there is one. */
    public Event.Stopped fit() throws IOException {
        recorder.restore().ifPresent(this::takeUp);
        if (schedule.end(training).isPresent()) {
            recorder.markFinished(); // again, in case the run was killed just before it did
            return stopped(true, schedule.end(training).get());
        }
        try {
            emit(started());
            SlowLoss.of(config, LossKernel.vectorAvailable())
                    .map(Event.Warned::new)
                    .ifPresent(listener);
            while (schedule.end(training).isEmpty()) {
                Optional<Validation> validation = trainEpoch() ? validate() : Optional.empty();
                if (validation.isEmpty()) {
                    return interrupt();
                }
                completeEpoch(validation.get());
            }
            return finish();
        } catch (IOException e) {
            throw recorder.failure(e);
        }
    }

    /** Asks {@link #fit}, from any thread, to save after the step under way and return. */
    public void requestStop() {
        stopRequested.set(true);
    }

    private void takeUp(Checkpoint checkpoint) {
        schedule = checkpoint.schedule();
        totals = checkpoint.totals();
        if (checkpoint.threads() != Libtorch.threads()) {
            listener.accept(new Event.Warned(
                    "saved with " + checkpoint.threads() + " threads, going on with " + Libtorch.threads()
                            + ": results may differ in the last bits. Try: --threads " + checkpoint.threads()));
        }
    }

    private Event.Started started() {
        long parameters = model.parameters().count();
        int epoch = schedule.epoch() + 1;
        return new Event.Started(config.model(), parameters, feed.users(), feed.steps(), epoch, totals.step());
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
            Objective.Lesson lesson = batches.next();
            double loss = step(lesson, epoch, rate);
            int tokens = lesson.tokens();
            double seconds = secondsSince(start);
            totals = totals.plus(loss, tokens, seconds);
            emit(new Event.StepDone(epoch, totals.step(), feed.steps(), loss, tokens, seconds));
            if (stopRequested.get()) {
                return false;
            }
            saveIfDue();
        }
        return true;
    }

    /** One step of the optimiser: clear, loss, backward, step, in one native scope. */
    private double step(Objective.Lesson lesson, int epoch, double rate) {
        return Step.compute(() -> {
            if (training.gradientClearing() == GradientClearing.STEP) {
                optimizer.clearGradients();
            }
            Loss loss = lesson.loss().apply(seeds.derive("dropout", epoch, totals.step()));
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
            model.prepare();
            int users = protocol.users(scorer, Split.VALIDATION);
            Evaluation evaluation = protocol.sampled(scorer, Split.VALIDATION, done -> {
                if (stopRequested.get()) {
                    throw new StopRequested();
                }
                listener.accept(new Event.Validating(done, users));
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
            recorder.saveBest(schedule, validation.evaluation);
            emit(new Event.NewBest(epoch, schedule.bestScore()));
        }
        if (schedule.cuts() > before.cuts()) {
            emit(new Event.RateCut(epoch, schedule.rate(training)));
        }
        if (schedule.end(training).isEmpty()) { // the last checkpoint is written with the end of the journal
            saveIfDue();
        }
    }

    private Event.Stopped interrupt() throws IOException {
        Event.Stopped stopped = stopped(false, "asked to stop");
        save();
        emit(stopped); // after the checkpoint, so that going on cuts the line off
        return stopped;
    }

    private Event.Stopped finish() throws IOException {
        Event.Stopped stopped = stopped(true, schedule.end(training).orElseThrow());
        emit(stopped);
        save();
        recorder.markFinished();
        return stopped;
    }

    private Event.Stopped stopped(boolean finished, String reason) {
        return new Event.Stopped(finished, reason, schedule.epoch(), schedule.bestEpoch(), schedule.bestScore());
    }

    private void saveIfDue() throws IOException {
        if (recorder.saveIfDue(schedule, totals)) {
            emit(new Event.Saved(schedule.epoch(), totals.step()));
        }
    }

    private void save() throws IOException {
        recorder.save(schedule, totals);
        emit(new Event.Saved(schedule.epoch(), totals.step()));
    }

    private void emit(Event event) throws IOException {
        recorder.record(event);
        listener.accept(event);
    }

    private static double secondsSince(long nanos) {
        return (System.nanoTime() - nanos) / 1e9;
    }

    @Override
    public void close() throws IOException {
        feed.close();
        recorder.close();
    }
}
