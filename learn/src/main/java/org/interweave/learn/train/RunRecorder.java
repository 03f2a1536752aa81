package org.interweave.learn.train;

import java.io.IOException;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.interweave.core.metric.Evaluation;
import org.interweave.learn.torch.Libtorch;
import org.interweave.learn.torch.Safetensors;

/** Writes what a training leaves in its run directory: journal, checkpoints, the best model and the manifest. */
final class RunRecorder implements AutoCloseable {
    private final RunDirectory run;
    private final Checkpoint.Identity identity;
    private final Checkpoint.Live live;
    private final Pace pace;
    private Journal journal;
    private long lastSave = System.nanoTime();

    /**
     * How long a checkpoint may be old.
     *
     * @param betweenEpochs seconds, looked at when an epoch is complete
     * @param withinEpoch seconds, looked at after each step
     */
    record Pace(double betweenEpochs, double withinEpoch) {
        static final Pace USUAL = new Pace(60, 600);
    }

    RunRecorder(RunDirectory run, Checkpoint.Identity identity, Checkpoint.Live live, Pace pace) {
        this.run = run;
        this.identity = identity;
        this.live = live;
        this.pace = pace;
    }

    /** Fills the live tensors from the checkpoint, if there is one, and cuts the journal to what belongs to it. */
    Optional<Checkpoint> restore() throws IOException {
        Optional<Checkpoint> saved = Checkpoint.read(run.checkpoint(), identity);
        if (saved.isEmpty() && run.isFinished()) { // starting anew would overwrite its model
            throw new IllegalArgumentException(run.path() + ": training is finished and its checkpoint was deleted,"
                    + " so there is nothing to go on from. Try: interweave evaluate, or --overwrite to train anew");
        }
        journal =
                Journal.open(run.journal(), saved.map(Checkpoint::journalBytes).orElse(0L));
        if (saved.isPresent()) {
            saved.get().restore(run.checkpoint(), identity.config(), live);
        }
        return saved;
    }

    void record(Event event) throws IOException {
        journal.record(event);
    }

    /** Saves a checkpoint if the last one is old enough; says whether it did. */
    boolean saveIfDue(Schedule schedule, EpochTotals totals) throws IOException {
        double seconds = totals.step() == 0 ? pace.betweenEpochs : pace.withinEpoch;
        if ((System.nanoTime() - lastSave) / 1e9 < seconds) {
            return false;
        }
        save(schedule, totals);
        return true;
    }

    void save(Schedule schedule, EpochTotals totals) throws IOException {
        new Checkpoint(schedule, totals, live.optimizer().steps(), journal.sync(), Libtorch.threads())
                .write(run.checkpoint(), identity, live);
        lastSave = System.nanoTime();
    }

    /** Makes the weights of the epoch just completed the run's model. */
    void saveBest(Schedule schedule, Evaluation validation) throws IOException {
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put("format", "interweave-model/1");
        metadata.put("model", identity.config().model());
        metadata.put("epoch", Integer.toString(schedule.epoch()));
        Safetensors.write(run.model(), metadata, live.parameters().named());
        RunManifest.describe(run, identity, schedule.epoch(), validation).write(run.manifest());
    }

    /** Tells readers of the run that its model is final. */
    void markFinished() throws IOException {
        RunManifest.read(run.manifest()).asFinished().write(run.manifest());
    }

    /** What to tell the user when one of these writes failed. */
    RunFailedException failure(IOException cause) {
        String kept = Files.exists(run.checkpoint())
                ? "the checkpoint saved before is whole"
                : "no checkpoint was saved before";
        return new RunFailedException(
                "cannot write to " + run.path() + ": " + cause.getMessage() + "; " + kept
                        + ". Try: free some space, then interweave train --resume --out " + run.path(),
                cause);
    }

    @Override
    public void close() throws IOException {
        if (journal != null) {
            journal.close();
        }
    }
}
