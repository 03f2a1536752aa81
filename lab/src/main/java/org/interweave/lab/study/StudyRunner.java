package org.interweave.lab.study;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.interweave.core.data.Dataset;
import org.interweave.core.metric.Scorer;
import org.interweave.lab.record.Recorder;
import org.interweave.lab.record.Records;
import org.interweave.learn.train.Event;
import org.interweave.learn.train.RunConfig;
import org.interweave.learn.train.RunDirectory;
import org.interweave.learn.train.TrainedRun;
import org.interweave.learn.train.Trainer;

/**
 * Does runs one after another and keeps a record of each. A run that was interrupted goes on where it stopped, in this process or a later one.
 */
public final class StudyRunner {
    private final Path records;
    private final Path runs;
    private final Recorder recorder;
    private volatile boolean stopRequested;
    private volatile Trainer training;

    /**
     * @param records where records are kept
     * @param runs holds a directory per run
     */
    public StudyRunner(Path records, Path runs, Recorder recorder) {
        this.records = records;
        this.runs = runs;
        this.recorder = recorder;
    }

    /** Asks, from any thread, to save after the step under way and return. */
    public void requestStop() {
        stopRequested = true;
        Trainer current = training;
        if (current != null) {
            current.requestStop();
        }
    }

    public boolean stopRequested() {
        return stopRequested;
    }

    /** Does a run to its end and writes its record; false if it was asked to stop before. */
    public boolean run(PlannedRun planned, Consumer<Event> listener) throws IOException {
        if (planned.config().isEmpty()) {
            Scorer scorer = Floors.scorer(planned.system(), planned.dataset());
            Recorder.Entry entry = recorder.of(scorer, planned.system().id(), planned.dataset());
            Records.write(records, planned.name(), entry.record(), entry.outcomes());
            return !stopRequested;
        }
        Path directory = runs.resolve(planned.name());
        if (!train(planned, directory, listener)) {
            return false;
        }
        Recorder.Entry entry =
                recorder.of(TrainedRun.open(directory), planned.system().id());
        Records.write(records, planned.name(), entry.record(), entry.outcomes());
        try (RunDirectory run = RunDirectory.resume(directory)) {
            run.dropCheckpoint(); // a study has many runs
        }
        return !stopRequested;
    }

    private boolean train(PlannedRun planned, Path directory, Consumer<Event> listener) throws IOException {
        RunConfig config = planned.config().orElseThrow();
        try (RunDirectory run = claim(planned, config, directory)) {
            return run.isFinished() || train(planned.dataset(), config, run, listener);
        }
    }

    private boolean train(Dataset dataset, RunConfig config, RunDirectory run, Consumer<Event> listener)
            throws IOException {
        try (Trainer trainer = new Trainer(dataset, config, run, listener)) {
            training = trainer;
            return !stopRequested && trainer.fit().finished();
        } finally {
            training = null;
        }
    }

    private static RunDirectory claim(PlannedRun planned, RunConfig config, Path directory) throws IOException {
        if (!Files.exists(directory.resolve("run.json"))) {
            return RunDirectory.create(directory, planned.dataset(), config, false);
        }
        RunDirectory run = RunDirectory.resume(directory);
        var differences = RunConfig.read(run.config()).differences(config);
        if (!differences.isEmpty()) {
            run.close();
            throw new IllegalArgumentException(directory + " holds a run of other settings: "
                    + String.join("; ", differences) + ". Try: another --runs, or remove it");
        }
        return run;
    }
}
