package org.interweave.learn.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.interweave.core.data.Dataset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A checkpoint that does not fit: a limit on the size of files stands for the full disk, because it needs no disk of its own. */
@DisabledOnOs(OS.WINDOWS)
class DiskFullTest {
    private static final int BLOCK = 512;

    @TempDir
    private Path directory;

    @Test
    void theCheckpointBeforeSurvivesAndTrainingGoesOnFromIt() throws Exception {
        Dataset dataset = TinyRuns.dataset(directory.resolve("data"), 1);
        RunConfig config = TinyRuns.config();
        Path whole = directory.resolve("whole");
        TinyRuns.train(dataset, config, whole, event -> {});
        Path run = directory.resolve("run");
        stopInEpochFour(dataset, config, run);
        Path checkpoint = run.resolve("checkpoint.safetensors");
        byte[] before = Files.readAllBytes(checkpoint);
        List<String> files = TinyRuns.names(run);

        assertEquals(
                "cannot write to " + run + ": " + checkpoint
                        + ": File too large; the checkpoint saved before is whole."
                        + " Try: free some space, then interweave train --resume --out " + run + "\n",
                resumeWithFilesUpTo(before.length / 2 / BLOCK, run));

        assertArrayEquals(before, Files.readAllBytes(checkpoint));
        assertEquals(files, TinyRuns.names(run));
        assertTrue(TinyRuns.resume(run, event -> {}).finished());
        assertArrayEquals(
                TinyRuns.tensors(whole.resolve("model.safetensors")),
                TinyRuns.tensors(run.resolve("model.safetensors")));
    }

    private static void stopInEpochFour(Dataset dataset, RunConfig config, Path out) throws IOException {
        Trainer[] holder = new Trainer[1];
        try (RunDirectory run = RunDirectory.create(out, dataset, config, false);
                Trainer trainer = new Trainer(dataset, config, run, event -> {
                    if (event instanceof Event.StepDone s && s.epoch() == 4) {
                        holder[0].requestStop();
                    }
                })) {
            holder[0] = trainer;
            assertTrue(!trainer.fit().finished());
        }
    }

    /** Goes on in another process, as the limit holds for a whole process; returns what it failed with. */
    private static String resumeWithFilesUpTo(int blocks, Path run) throws Exception {
        Process process = new ProcessBuilder(
                        "sh",
                        "-c",
                        "ulimit -f " + blocks + "; exec \"$@\"",
                        "sh",
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:-UsePerfData",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Resume.class.getName(),
                        run.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String printed = new String(process.getInputStream().readAllBytes());
        assertEquals(0, process.waitFor(), printed);
        return printed;
    }

    /** Resumes a run that is expected to fail. */
    static final class Resume {
        private Resume() {}

        public static void main(String[] args) throws IOException {
            try {
                TinyRuns.resume(Path.of(args[0]), event -> {});
                System.out.println("did not fail");
            } catch (RunFailedException e) {
                System.out.println(e.getMessage());
            }
        }
    }
}
