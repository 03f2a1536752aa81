package org.interweave.learn.train;

import static org.interweave.learn.train.TinyRuns.config;
import static org.interweave.learn.train.TinyRuns.journal;
import static org.interweave.learn.train.TinyRuns.resume;
import static org.interweave.learn.train.TinyRuns.tensors;
import static org.interweave.learn.train.TinyRuns.train;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.interweave.core.data.DataException;
import org.interweave.core.data.Dataset;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A run that was stopped and resumed ends like one that was not: same weights, same moments, same journal. */
class ResumeTest {
    private static final RunRecorder.Pace EVERY_EPOCH = new RunRecorder.Pace(0, 1e9);

    @TempDir
    Path directory;

    private Dataset dataset;

    private static final class Killed extends RuntimeException {}

    @BeforeEach
    void makeDataset() throws IOException {
        dataset = TinyRuns.dataset(directory.resolve("data"), 2);
    }

    @ParameterizedTest
    @CsvSource({"epoch,highest", "epoch,medium", "step,highest", "step,medium"})
    void afterAStopInMidEpoch(String clearing, String precision) throws IOException {
        RunConfig config = config("gradientClearing=" + clearing, "precision=" + precision);
        Path whole = directory.resolve("whole");
        train(dataset, config, whole, event -> {});
        Path stopped = directory.resolve("stopped");
        assertFalse(
                stopAt(event -> event instanceof Event.StepDone s && s.epoch() == 4 && s.step() == 3, config, stopped));
        assertTrue(Files.readString(stopped.resolve("journal.jsonl")).contains("\"event\":\"interrupted\""));
        assertTrue(resume(stopped, event -> {}).finished());
        assertSameRun(whole, stopped);
    }

    @Test
    void afterAStopDuringValidation() throws IOException {
        Path whole = directory.resolve("whole");
        train(dataset, config(), whole, event -> {});
        Path stopped = directory.resolve("stopped");
        // The request comes with the last step of the epoch, so that the stop is seen while targets are ranked or just
        // before.
        assertFalse(stopAt(
                event -> event instanceof Event.StepDone s && s.epoch() == 3 && s.step() == 6, config(), stopped));
        assertTrue(resume(stopped, event -> {}).finished());
        assertSameRun(whole, stopped);
    }

    @ParameterizedTest
    @CsvSource({"epoch,highest", "epoch,medium", "step,highest", "step,medium"})
    void afterAKill(String clearing, String precision) throws IOException {
        RunConfig config = config("gradientClearing=" + clearing, "precision=" + precision);
        Path whole = directory.resolve("whole");
        train(dataset, config, whole, event -> {});
        Path killed = directory.resolve("killed");
        // Killed when epoch 4 is in the journal and its model may be the best, but the checkpoint is still that of
        // epoch 3.
        killAt(event -> event instanceof Event.Saved s && s.epochs() == 3, directory.resolve("at3"), config);
        TinyRuns.copy(directory.resolve("at3"), killed);
        Path later = directory.resolve("at4");
        killAt(event -> event instanceof Event.Saved s && s.epochs() == 4, later, config);
        for (String name : new String[] {"journal.jsonl", "model.safetensors", "manifest.json"}) {
            Files.copy(later.resolve(name), killed.resolve(name), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        }
        Path journal = killed.resolve("journal.jsonl");
        String torn = Files.readString(directory.resolve("at3/journal.jsonl"));
        Files.writeString(journal, torn + "{\"event\":\"epoch\",\"epoch\":4}\n{\"event\":\"valid");
        assertTrue(resume(killed, event -> {}).finished());
        assertSameRun(whole, killed);
    }

    @Test
    void afterAKillBeforeTheFirstCheckpoint() throws IOException {
        Path whole = directory.resolve("whole");
        train(dataset, config(), whole, event -> {});
        Path killed = directory.resolve("killed");
        killAt(
                event -> event instanceof Event.StepDone s && s.epoch() == 2 && s.step() == 2,
                killed,
                config(),
                RunRecorder.Pace.USUAL);
        assertFalse(Files.exists(killed.resolve("checkpoint.safetensors")));
        assertTrue(resume(killed, event -> {}).finished());
        assertSameRun(whole, killed);
    }

    @Test
    void manyStopsInARowChangeNothing() throws IOException {
        RunConfig config = config("maxEpochs=3");
        Path whole = directory.resolve("whole");
        train(dataset, config, whole, event -> {});
        Path stopped = directory.resolve("stopped");
        boolean finished = stopAt(event -> event instanceof Event.StepDone, config, stopped);
        int stops = 1;
        while (!finished) {
            finished = resumeUntil(event -> event instanceof Event.StepDone, stopped);
            stops++;
        }
        assertTrue(stops > 3 * 6, stops + " parts, expected one per step at least");
        assertSameRun(whole, stopped);
    }

    @Test
    void aDamagedCheckpointIsRefusedAndItsTensorNamed() throws IOException {
        Path out = directory.resolve("run");
        stopAt(event -> event instanceof Event.StepDone s && s.epoch() == 2, config(), out);
        Path checkpoint = out.resolve("checkpoint.safetensors");
        byte[] whole = Files.readAllBytes(checkpoint);
        byte[] changed = whole.clone();
        changed[whole.length - 1000] ^= 1;
        Files.write(checkpoint, changed);
        Exception e = assertThrows(DataException.class, () -> resume(out, event -> {}));
        assertTrue(
                e.getMessage().startsWith(checkpoint + ": tensor ")
                        && e.getMessage().contains(" has SHA-256 "),
                e.getMessage());
        assertTrue(e.getMessage().endsWith("the file is damaged. Try: train anew with --overwrite"), e.getMessage());
        Files.write(checkpoint, java.util.Arrays.copyOf(whole, whole.length - 1000));
        e = assertThrows(DataException.class, () -> resume(out, event -> {}));
        assertTrue(e.getMessage().endsWith("the file is cut off. Try: train anew with --overwrite"), e.getMessage());
    }

    @Test
    void otherSettingsAreRefused() throws IOException {
        Path out = directory.resolve("run");
        stopAt(event -> event instanceof Event.StepDone, config(), out);
        try (RunDirectory run = RunDirectory.resume(out);
                Trainer trainer = new Trainer(dataset, config("learningRate=0.5", "weightDecay=0"), run, event -> {})) {
            Exception e = assertThrows(IllegalArgumentException.class, trainer::fit);
            assertTrue(
                    e.getMessage().contains("(saved, asked for): learningRate: 0.003, 0.5; weightDecay: 5.0, 0.0"),
                    e.getMessage());
        }
    }

    @Test
    void anotherDatasetIsRefused() throws IOException {
        Path out = directory.resolve("run");
        stopAt(event -> event instanceof Event.StepDone, config(), out);
        Dataset other = TinyRuns.dataset(directory.resolve("other"), 3);
        try (RunDirectory run = RunDirectory.resume(out);
                Trainer trainer = new Trainer(other, config(), run, event -> {})) {
            Exception e = assertThrows(DataException.class, trainer::fit);
            assertTrue(
                    e.getMessage()
                            .contains("metadata dataset is " + dataset.checksum() + ", expected " + other.checksum()),
                    e.getMessage());
        }
    }

    private void assertSameRun(Path expected, Path found) throws IOException {
        assertEquals(String.join("\n", journal(expected)), String.join("\n", journal(found)));
        for (String name : new String[] {"checkpoint.safetensors", "model.safetensors"}) {
            assertArrayEquals(tensors(expected.resolve(name)), tensors(found.resolve(name)), name);
        }
        assertEquals(
                Files.readString(expected.resolve("manifest.json")), Files.readString(found.resolve("manifest.json")));
    }

    private boolean stopAt(Predicate<Event> when, RunConfig config, Path out) throws IOException {
        RunDirectory.create(out, dataset, config, false).close();
        return resumeUntil(when, out);
    }

    private boolean resumeUntil(Predicate<Event> when, Path out) throws IOException {
        Trainer[] holder = new Trainer[1];
        try (RunDirectory run = RunDirectory.resume(out);
                Trainer trainer = new Trainer(Dataset.open(run.dataset()), RunConfig.read(run.config()), run, event -> {
                    if (when.test(event)) {
                        holder[0].requestStop();
                    }
                })) {
            holder[0] = trainer;
            return trainer.fit().finished();
        }
    }

    private void killAt(Predicate<Event> when, Path out, RunConfig config) throws IOException {
        killAt(when, out, config, EVERY_EPOCH);
    }

    private void killAt(Predicate<Event> when, Path out, RunConfig config, RunRecorder.Pace pace) throws IOException {
        Consumer<Event> listener = event -> {
            if (when.test(event)) {
                throw new Killed();
            }
        };
        try (RunDirectory run = RunDirectory.create(out, dataset, config, false);
                Trainer trainer = new Trainer(dataset, config, run, listener, pace)) {
            assertThrows(Killed.class, trainer::fit);
        }
    }
}
