package org.interweave.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.interweave.core.data.Dataset;
import org.interweave.core.data.DatasetWriter;
import org.interweave.core.data.Manifest;
import org.interweave.learn.train.RunConfig;
import org.interweave.learn.train.RunDirectory;
import org.interweave.learn.train.Trainer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AnswerBenchmarkTest {
    @TempDir
    private Path root;

    private Path directory;

    /** In the place of the launcher something that notes how it is called. */
    @BeforeEach
    void aProject() throws IOException {
        directory = Files.createDirectory(root.resolve("benchmarks"));
        launcher("echo \"$@\" >> \"$(dirname \"$0\")/calls\"");
    }

    private void launcher(String body) throws IOException {
        Path launcher = Files.writeString(root.resolve("interweave"), "#!/bin/sh\n" + body + "\n");
        assertTrue(launcher.toFile().setExecutable(true));
    }

    @Test
    void aRunIsOpenedEvaluatedAndAsked() throws IOException {
        Path run = train(directory);
        String table = run("--run", run.toString(), "--requests", "20", "--warmup", "0", "--name", "tiny");
        List<AnswerRecord> records = Records.read(directory, AnswerRecord.SUFFIX, AnswerRecord.class);
        assertEquals(1, records.size());
        AnswerRecord record = records.get(0);
        assertEquals("tiny", record.name());
        assertEquals("sasrec", record.model());
        assertEquals(40, record.items());
        assertEquals(9, record.historyItems()); // the longest history has all that fits the window
        assertEquals(
                List.of("999", "all"),
                record.evaluations().stream().map(AnswerRecord.Ranking::among).toList());
        record.evaluations().forEach(e -> assertTrue(e.users() > 0 && e.users() < 30, "targets of domain b: " + e));
        assertEquals(1, record.requests().get(0).threads());
        record.requests().forEach(r -> assertTrue(r.median() > 0 && r.most() >= r.p99() && r.p99() >= r.median()));
        List<String> calls = Files.readAllLines(root.resolve("calls"));
        assertEquals(record.command().times() + 1, calls.size());
        assertTrue(calls.get(0).startsWith("recommend " + run + " --user user-"), calls.get(0));
        assertTrue(calls.get(0).endsWith(" --domain b"), calls.get(0));
        assertTrue(table.startsWith(AnswerTable.render(record)) && table.contains("tiny.answers.json"), table);
    }

    @Test
    void withoutARecordNothingIsWritten() throws IOException {
        run("--run", train(directory).toString(), "--requests", "1", "--warmup", "0", "--no-record");
        assertEquals(List.of(), Records.read(directory, AnswerRecord.SUFFIX, AnswerRecord.class));
    }

    @Test
    void aCommandThatFailsIsNotTimed() throws IOException {
        launcher("exit 3");
        Path run = train(directory);
        String message = assertThrows(
                        IOException.class, () -> run("--run", run.toString(), "--requests", "1", "--warmup", "0"))
                .getMessage();
        assertTrue(message.endsWith(" --domain b ended with exit code 3"), message);
    }

    @Test
    void aRunMustBeNamed() {
        String message = assertThrows(IllegalArgumentException.class, this::run).getMessage();
        assertEquals("--run is missing: the directory that ./interweave train wrote", message);
        String unknown = assertThrows(IllegalArgumentException.class, () -> run("--run", "x", "--step", "1"))
                .getMessage();
        assertTrue(unknown.startsWith("unknown option --step. Known: "), unknown);
    }

    @Test
    void sharesOfRequestsAreCountedFromTheFastest() {
        double[] millis = IntStream.range(0, 200).mapToDouble(i -> 200 - i).toArray(); // 200, 199, ..., 1
        AnswerRecord.Latency latency = AnswerRecord.Latency.of(2, millis, 4);
        assertEquals(new AnswerRecord.Latency(2, 101, 181, 199, 200, 50), latency);
    }

    private String run(String... options) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrintStream progress = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
        AnswerBenchmark.run(
                directory,
                new Arguments(List.of(options)),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                progress);
        return out.toString(StandardCharsets.UTF_8);
    }

    /** A model of the second of two domains, which has fewer items. */
    private static Path train(Path directory) throws IOException {
        SplittableRandom random = new SplittableRandom(1);
        Path data = directory.resolve("data");
        try (DatasetWriter writer = new DatasetWriter(data, false)) {
            for (int item = 0; item < 40; item++) {
                writer.item(item < 25 ? 0 : 1, "item-" + item);
            }
            for (int user = 0; user < 30; user++) {
                writer.user("user-" + user);
                for (int i = 5 + random.nextInt(8); i > 0; i--) {
                    writer.interaction(user, 1 + random.nextInt(40), 1_000L - i);
                }
            }
            Manifest.Filters filters = new Manifest.Filters(1, 5, 12, "all", "item");
            writer.finish(List.of("a", "b"), filters, "time, item", List.of(), "{}");
        }
        Dataset dataset = Dataset.open(data);
        RunConfig config = RunConfig.defaults("sasrec")
                .with(List.of("target=b", "width=8", "negatives=2", "warmupEpochs=0", "maxEpochs=1", "threads=1"));
        Path run = directory.resolve("run");
        try (RunDirectory files = RunDirectory.create(run, dataset, config, false);
                Trainer trainer = new Trainer(dataset, config, files, event -> {})) {
            trainer.fit();
        }
        return run;
    }
}
