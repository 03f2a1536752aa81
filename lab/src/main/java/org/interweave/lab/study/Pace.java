package org.interweave.lab.study;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalDouble;
import org.interweave.core.sample.Seeds;
import org.interweave.core.split.TrainingData;
import org.interweave.lab.record.Course;
import org.interweave.lab.record.Records;
import org.interweave.lab.record.RunRecord;
import org.interweave.learn.model.Loss;
import org.interweave.learn.model.Models;
import org.interweave.learn.model.Objective;
import org.interweave.learn.model.Recommender;
import org.interweave.learn.model.TrainingConfig;
import org.interweave.learn.torch.AdamW;
import org.interweave.learn.torch.Libtorch;
import org.interweave.learn.torch.Step;
import org.interweave.learn.train.Protocol;
import org.interweave.learn.train.RunConfig;

/** How long runs take: measured, from trainings of the same system on the same data or else from a few steps. */
public final class Pace {
    private static final int STEPS = 2;

    private final Path runs;
    private final Map<String, Double> secondsPerEpoch = new HashMap<>();
    private final Map<String, Integer> epochs = new HashMap<>();

    /** @param runs holds a directory per run */
    public Pace(Path records, Path runs) throws IOException {
        this.runs = runs;
        for (Records.Kept kept : Records.in(records)) {
            RunRecord record = kept.record();
            if (!record.curve().isEmpty()) {
                String key = key(record.study(), record.system(), record.setting("target"));
                secondsPerEpoch.put(
                        key, record.trainingSeconds() / record.curve().size());
                epochs.merge(key, record.curve().size(), Math::max);
            }
        }
    }

    private static String key(String study, String system, String target) {
        return study + " " + system + " " + target;
    }

    private static String key(PlannedRun run) {
        return key(run.study(), run.system().id(), run.target());
    }

    /** Seconds of an epoch, if a training or {@link #measure} has told. */
    public OptionalDouble secondsPerEpoch(PlannedRun run) throws IOException {
        Double known = secondsPerEpoch.get(key(run));
        if (known != null) {
            return OptionalDouble.of(known);
        }
        Path journal = runs.resolve(run.name()).resolve("journal.jsonl");
        if (Files.exists(journal)) {
            Course course = Course.read(journal);
            if (!course.points().isEmpty()) {
                return OptionalDouble.of(course.seconds() / course.points().size());
            }
        }
        return OptionalDouble.empty();
    }

    /** Epochs that a run takes: as many as the longest of its kind did; without one, those of a training that is best when half of them are done. */
    public int epochs(PlannedRun run) {
        TrainingConfig training = run.config().orElseThrow().training();
        int guess = Math.min(training.maxEpochs(), 2 * (training.warmupEpochs() + 2 * (training.patience() + 1)));
        return epochs.getOrDefault(key(run), guess);
    }

    /** Seconds that the epochs left of a run will take, if its pace is known. */
    public OptionalDouble secondsLeft(Progress.Standing standing) throws IOException {
        if (standing.run().config().isEmpty()) {
            return OptionalDouble.of(0);
        }
        OptionalDouble perEpoch = secondsPerEpoch(standing.run());
        int left = Math.max(1, epochs(standing.run()) - standing.epochs());
        return perEpoch.isEmpty() ? perEpoch : OptionalDouble.of(left * perEpoch.getAsDouble());
    }

    /** Trains a few steps of a run that nothing is known of, and forgets them. */
    public void measure(PlannedRun run) {
        RunConfig config = run.config().orElseThrow();
        TrainingConfig training = config.training();
        Libtorch.threads(training.threads());
        Libtorch.precision(training.precision());
        TrainingData data = new Protocol(run.dataset()).trainingData();
        Recommender model = Models.byId(config.model()).build(config.settings(), data, 0);
        AdamW optimizer = new AdamW(
                model.parameters(), training.beta1(), training.beta2(), training.epsilon(), training.weightDecay());
        Objective<?> objective = model.objective(data, new Seeds(0));
        int users = Math.min(training.batchUsers(), data.users().length);
        int[] members = Arrays.copyOf(data.users(), users);
        step(model, optimizer, objective, members, 0);
        long start = System.nanoTime();
        for (int step = 1; step <= STEPS; step++) {
            step(model, optimizer, objective, members, step);
        }
        double perStep = (System.nanoTime() - start) / 1e9 / STEPS;
        int steps = (data.users().length + training.batchUsers() - 1) / training.batchUsers();
        secondsPerEpoch.put(key(run), perStep * steps);
    }

    private static void step(Recommender model, AdamW optimizer, Objective<?> objective, int[] members, int number) {
        Objective.Lesson lesson = objective.lesson(members, number + 1);
        Step.compute(() -> {
            optimizer.clearGradients();
            Loss loss = lesson.loss().apply(number);
            loss.backward();
            optimizer.step(1e-9);
            return loss.value();
        });
    }
}
