package org.interweave.lab.study;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.interweave.core.data.Dataset;
import org.interweave.core.io.Digests;
import org.interweave.core.metric.Metrics;
import org.interweave.lab.TinyData;
import org.interweave.lab.record.Outcomes;
import org.interweave.lab.record.Recorder;
import org.interweave.lab.record.Records;
import org.interweave.lab.record.RunRecord;
import org.interweave.learn.train.EvaluationReport.Among;
import org.interweave.learn.train.Event;
import org.interweave.learn.train.RunConfig;
import org.interweave.learn.train.RunDirectory;
import org.interweave.learn.train.Trainer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StudyRunnerTest {
    @TempDir
    private Path directory;

    private Dataset dataset;
    private Path records;
    private Path runs;

    @BeforeEach
    void data() throws IOException {
        dataset = TinyData.write(directory.resolve("data"), 3);
        records = directory.resolve("records");
        runs = directory.resolve("runs");
    }

    private List<PlannedRun> plan(List<StudySystem> systems, String... more) {
        List<String> settings = new ArrayList<>(TinyData.SHORT);
        settings.addAll(List.of(more));
        return PlannedRun.of(List.of(dataset), systems, List.of(7L), settings);
    }

    private StudyRunner runner() {
        return new StudyRunner(records, runs, new Recorder("a machine", "abc"));
    }

    private Progress.State state(PlannedRun run) throws IOException {
        return new Progress(records, runs).of(run).state();
    }

    @Test
    void everyRunLeavesARecordWithItsOutcomesAndIsNotDoneAgain() throws IOException {
        List<PlannedRun> plan = plan(List.of(Systems.POPULARITY, Systems.COOCCURRENCE, Systems.MERIT));
        assertEquals(3, plan.size());
        for (PlannedRun run : plan) {
            assertEquals(Progress.State.OPEN, state(run));
            assertTrue(runner().run(run, event -> {}));
            assertEquals(Progress.State.DONE, state(run), run.name());
        }
        List<Records.Kept> kept = Records.in(records);
        assertEquals(3, kept.size());
        for (Records.Kept one : kept) {
            RunRecord record = one.record();
            assertEquals("films-books", record.study());
            assertEquals(dataset.checksum(), record.dataset());
            Outcomes outcomes = one.outcomes();
            assertEquals(40, outcomes.all().size());
            for (int k = 0; k < 2; k++) {
                String domain = record.domains().get(k);
                assertNear(record.evaluations().get(0).domains().get(domain), outcomes.metrics(k, Among.SAMPLED));
                assertNear(record.evaluations().get(1).domains().get(domain), outcomes.metrics(k, Among.ALL));
            }
        }
        RunRecord merit = kept.stream()
                .map(Records.Kept::record)
                .filter(record -> record.system().equals("merit"))
                .findFirst()
                .orElseThrow();
        assertEquals(3, merit.curve().size());
        assertEquals(3 * 3 * 2, merit.gates().size());
        assertTrue(merit.gates().stream().allMatch(gate -> gate.mean() > 0 && gate.mean() < 1 && gate.tokens() > 0));
        assertEquals(
                List.of("final_k", "final_M"),
                merit.summands().stream().map(RunRecord.Summand::name).toList());
        assertTrue(
                merit.summands().stream().noneMatch(alone -> alone.validation().equals(merit.validation())));
        assertTrue(merit.parameters() > 0 && merit.trainingSeconds() > 0);
    }

    private static void assertNear(Metrics expected, Metrics found) {
        assertEquals(expected.users(), found.users());
        assertEquals(expected.mrr(), found.mrr(), 1e-12);
        assertEquals(expected.ndcg10(), found.ndcg10(), 1e-12);
    }

    @Test
    void aStoppedRunGoesOnWhereItStopped() throws IOException {
        PlannedRun run = plan(List.of(Systems.MERIT)).get(0);
        StudyRunner stopped = runner();
        assertFalse(stopped.run(run, event -> {
            if (event instanceof Event.EpochDone done && done.epoch() == 2) {
                stopped.requestStop();
            }
        }));
        assertEquals(Progress.State.UNDER_WAY, state(run));
        assertTrue(Records.in(records).isEmpty());
        List<Integer> epochs = new ArrayList<>();
        assertTrue(runner().run(run, event -> {
            if (event instanceof Event.EpochStarted started) {
                epochs.add(started.epoch());
            }
        }));
        assertFalse(epochs.contains(1), epochs.toString());
        assertEquals(3, Records.in(records).get(0).record().curve().size());
    }

    /** Of a finished run the model is kept, which a record can be made of again, and not the state to go on from. */
    @Test
    void aFinishedRunKeepsItsModelAndNotItsCheckpoint() throws IOException {
        PlannedRun run = plan(List.of(Systems.MERIT)).get(0);
        assertTrue(runner().run(run, event -> {}));
        Path directory = runs.resolve(run.name());
        assertFalse(Files.exists(directory.resolve("checkpoint.safetensors")));
        String model = Digests.sha256(directory.resolve("model.safetensors"));
        RunRecord first = Records.in(records).get(0).record();
        Files.delete(records.resolve(run.name() + RunRecord.SUFFIX));
        assertTrue(runner().run(run, event -> {
            throw new AssertionError("trained again: " + event);
        }));
        assertEquals(first, Records.in(records).get(0).record());
        RunConfig config = run.config().orElseThrow();
        try (RunDirectory finished = RunDirectory.resume(directory);
                Trainer trainer = new Trainer(dataset, config, finished, event -> {})) {
            String message =
                    assertThrows(IllegalArgumentException.class, trainer::fit).getMessage();
            assertTrue(message.contains("checkpoint was deleted"), message);
        }
        assertEquals(model, Digests.sha256(directory.resolve("model.safetensors")));
    }

    @Test
    void aRecordOfOtherSettingsOrDataDoesNotCount() throws IOException {
        PlannedRun run = plan(List.of(Systems.MERIT)).get(0);
        assertTrue(runner().run(run, event -> {}));
        PlannedRun wider = plan(List.of(Systems.MERIT), "width=32").get(0);
        assertFalse(wider.name().equals(run.name()));
        Files.move(records.resolve(run.name() + RunRecord.SUFFIX), records.resolve(wider.name() + RunRecord.SUFFIX));
        Progress.Standing standing = new Progress(records, runs).of(wider);
        assertEquals(Progress.State.OTHER, standing.state());
        assertTrue(standing.why().contains("width: 16, 32"), standing.why());
        dataset = TinyData.write(directory.resolve("other"), 4);
        Files.move(records.resolve(wider.name() + RunRecord.SUFFIX), records.resolve(run.name() + RunRecord.SUFFIX));
        assertEquals(Progress.State.OTHER, state(plan(List.of(Systems.MERIT)).get(0)));
    }

    @Test
    void aRunDirectoryOfOtherSettingsIsRefused() throws IOException {
        PlannedRun run = plan(List.of(Systems.MERIT)).get(0);
        runner().run(run, event -> {});
        PlannedRun wider = plan(List.of(Systems.MERIT), "width=32").get(0);
        Files.move(runs.resolve(run.name()), runs.resolve(wider.name()));
        String message = assertThrows(IllegalArgumentException.class, () -> runner().run(wider, event -> {}))
                .getMessage();
        assertTrue(message.contains("width: 16, 32"), message);
    }

    @Test
    void paceIsThatOfRecordsOrElseMeasured() throws IOException {
        PlannedRun run = plan(List.of(Systems.MERIT)).get(0);
        Pace unknown = new Pace(records, runs);
        assertTrue(unknown.secondsPerEpoch(run).isEmpty());
        unknown.measure(run);
        assertTrue(unknown.secondsPerEpoch(run).getAsDouble() > 0);
        runner().run(run, event -> {});
        RunRecord record = Records.in(records).get(0).record();
        Pace known = new Pace(records, runs);
        assertEquals(record.trainingSeconds() / 3, known.secondsPerEpoch(run).getAsDouble(), 1e-9);
        assertEquals(3, known.epochs(run));
    }
}
