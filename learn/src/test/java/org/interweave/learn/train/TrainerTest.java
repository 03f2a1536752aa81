package org.interweave.learn.train;

import static org.interweave.learn.train.TinyRuns.config;
import static org.interweave.learn.train.TinyRuns.journal;
import static org.interweave.learn.train.TinyRuns.names;
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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.interweave.core.data.Dataset;
import org.interweave.learn.torch.Libtorch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainerTest {
    @TempDir
    Path directory;

    private Dataset dataset;

    @BeforeEach
    void makeDataset() throws IOException {
        dataset = TinyRuns.dataset(directory.resolve("data"), 1);
    }

    @Test
    void emitsEventsInOrderAndLeavesACompleteRun() throws IOException {
        List<Event> events = new ArrayList<>();
        Path out = directory.resolve("run");
        Event.Stopped stopped = train(dataset, config(), out, events::add);
        assertTrue(stopped.finished());
        assertEquals("maxEpochs (5) reached", stopped.reason());
        assertEquals(5 * 6, count(events, Event.StepDone.class));
        assertEquals(5, count(events, Event.Validated.class));
        assertEquals(Event.Started.class, events.get(0).getClass());
        assertEquals(
                List.of(
                        ".lock",
                        "checkpoint.safetensors",
                        "dataset",
                        "journal.jsonl",
                        "manifest.json",
                        "model.safetensors",
                        "run.json"),
                names(out));
        assertTrue(TrainedRun.open(out).manifest().finished());
        List<Event.Validated> validations = all(events, Event.Validated.class);
        assertEquals(
                List.of(false, false, true, true, true),
                validations.stream().map(Event.Validated::counts).toList());
        assertEquals(
                stopped.bestScore(),
                TrainedRun.open(out).manifest().validation().values().stream()
                        .mapToDouble(metrics -> metrics.mrr())
                        .sum());
    }

    @Test
    void theLossFalls() throws IOException {
        List<Event> events = new ArrayList<>();
        train(
                dataset,
                config("maxEpochs=12", "dropout=0", "weightDecay=0", "gradientClearing=step"),
                directory.resolve("run"),
                events::add);
        List<Event.EpochDone> epochs = all(events, Event.EpochDone.class);
        assertTrue(epochs.get(11).loss() < 0.8 * epochs.get(0).loss(), epochs.toString());
    }

    @Test
    void theSameSeedGivesTheSameWeightsAndAnotherSeedOthers() throws IOException {
        for (String[] run : new String[][] {{"a", "seed=1"}, {"b", "seed=1"}, {"c", "seed=2"}}) {
            train(dataset, config(run[1]), directory.resolve(run[0]), event -> {});
        }
        byte[] a = tensors(directory.resolve("a/model.safetensors"));
        assertArrayEquals(a, tensors(directory.resolve("b/model.safetensors")));
        assertFalse(Arrays.equals(a, tensors(directory.resolve("c/model.safetensors"))));
        assertEquals(journal(directory.resolve("a")), journal(directory.resolve("b")));
    }

    @Test
    void theModelOfTheBestEpochIsKept() throws IOException {
        Path out = directory.resolve("run");
        Event.Stopped stopped =
                train(dataset, config("maxEpochs=8", "learningRate=0.05", "weightDecay=0"), out, event -> {});
        TrainedRun run = TrainedRun.open(out);
        assertEquals(stopped.bestEpoch(), run.manifest().bestEpoch());
        EvaluationReport again = EvaluationReport.of(
                run, org.interweave.core.split.Split.VALIDATION, EvaluationReport.Among.SAMPLED, done -> {});
        assertEquals(run.manifest().validation(), again.domains());
        assertEquals(run.manifest().candidateHash(), again.candidateHash());
    }

    @Test
    void liveNativeObjectsStayConstantOverTwoHundredSteps() throws IOException {
        List<Long> live = new ArrayList<>();
        train(dataset, config("maxEpochs=35"), directory.resolve("run"), event -> {
            if (event instanceof Event.StepDone) {
                if (live.size() < 10) {
                    System.gc(); // what earlier tests left is freed by the collector, whenever it comes round
                }
                live.add(Libtorch.liveObjects());
            }
        });
        assertEquals(210, live.size());
        assertEquals(live.get(9), live.get(209), "native objects alive after step 10 and after step 210");
    }

    @Test
    void aLossThatIsNotFiniteStopsTheRunAndKeepsNoModel() {
        Path out = directory.resolve("run");
        RunConfig config = config("learningRate=1e30", "weightDecay=0", "warmupEpochs=0");
        RunFailedException e = assertThrows(RunFailedException.class, () -> train(dataset, config, out, event -> {}));
        assertTrue(
                e.getMessage()
                        .matches("the loss of epoch 1, step 2 is (NaN|-?Infinity), expected a finite number. Try: .*"),
                e.getMessage());
        assertFalse(Files.exists(out.resolve("model.safetensors")));
        assertFalse(Files.exists(out.resolve("checkpoint.safetensors")));
    }

    @Test
    void moreNegativesThanTheSmallestDomainHoldsAreRefusedBeforeAnythingIsWritten() {
        Path out = directory.resolve("run");
        Exception e = assertThrows(
                IllegalArgumentException.class, () -> Feasibility.require(dataset, config("negatives=24")));
        assertTrue(e.getMessage().startsWith("negatives (24) must be at most "), e.getMessage());
        assertTrue(e.getMessage().contains("domain food holds 24 items, and one user has "), e.getMessage());
        assertFalse(Files.exists(out));
    }

    @Test
    void aFinishedRunSaysSoAndStaysAsItIs() throws IOException {
        Path out = directory.resolve("run");
        Event.Stopped first = train(dataset, config(), out, event -> {});
        List<String> journal = Files.readAllLines(out.resolve("journal.jsonl"));
        List<Event> events = new ArrayList<>();
        assertEquals(first, resume(out, events::add));
        assertEquals(List.of(), events);
        assertEquals(journal, Files.readAllLines(out.resolve("journal.jsonl")));
    }

    private static long count(List<Event> events, Class<?> type) {
        return events.stream().filter(type::isInstance).count();
    }

    private static <E> List<E> all(List<Event> events, Class<E> type) {
        return events.stream().filter(type::isInstance).map(type::cast).toList();
    }
}
