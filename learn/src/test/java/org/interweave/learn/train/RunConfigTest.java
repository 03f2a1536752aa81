package org.interweave.learn.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.interweave.learn.model.ModelEntry;
import org.interweave.learn.model.Models;
import org.interweave.learn.torch.Precision;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunConfigTest {
    private static final RunConfig PAPER = RunConfig.defaults("merit");

    @TempDir
    Path directory;

    @Test
    void survivesARoundTripThroughTheFile() throws IOException {
        RunConfig config = PAPER.with(List.of(
                "seed=-12345678901",
                "learningRate=3e-4",
                "precision=MEDIUM",
                "mixedLoss=PER_DOMAIN",
                "variant=sf1",
                "dropout=0"));
        assertEquals(config, RunConfig.read(file(config.toJson())));
        assertEquals(Precision.MEDIUM, config.training().precision());
        assertTrue(config.toJson().contains("\"mixedLoss\" : \"per-domain\""), config.toJson());
    }

    @Test
    void whatTheFileLeavesOutTakesItsDefault() throws IOException {
        RunConfig config = RunConfig.read(file("{\"model\": \"merit\", \"settings\": {\"width\": 64}}"));
        assertEquals(PAPER.with(List.of("width=64")), config);
    }

    @Test
    void namesAreUniqueAcrossTrainingAndSettingsOfEveryModel() {
        for (ModelEntry<?> entry : Models.ALL) {
            Set<String> names = new HashSet<>();
            for (RunConfig.Setting setting : RunConfig.defaults(entry.id()).list()) {
                assertTrue(names.add(setting.name()), setting.name() + " of " + entry.id() + " is named twice");
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"model\": \"merit\", \"trainings\": {}} | unknown key trainings. Nearest known: training",
                "{\"model\": \"merit\", \"training\": {\"batchUser\": 3}} | unknown key training.batchUser. Nearest known: training.batchUsers",
                "{\"model\": \"merit\", \"settings\": {\"Width\": 3}} | unknown key settings.Width. Nearest known: settings.width",
                "{\"model\": \"merit\", \"training\": {\"batchUsers\": \"many\"}} | training.batchUsers is \"many\", expected a whole number",
                "{\"model\": \"merit\", \"training\": {\"batchUsers\": 2.5}} | training.batchUsers is 2.5, expected a whole number",
                "{\"model\": \"merit\", \"training\": {\"patience\": null}} | training.patience is null, expected a whole number",
                "{\"model\": \"merit\", \"training\": 3} | training is number, expected a JSON object",
                "{\"model\": \"merit\", \"settings\": {\"mixedLoss\": \"per-user\"}} | settings.mixedLoss is \"per-user\", expected one of per-token, per-domain",
                "{\"model\": \"merit\", \"settings\": {\"heads\": 3}} | heads (3) must divide width (256)",
                "{\"model\": \"merit\", \"training\": {\"maxEpochs\": 10}} | maxEpochs (10) must be more than warmupEpochs (10), because validation counts after the warm-up",
                "{\"training\": {}} | model is missing, expected a name in quotes, such as",
                "{\"model\": \"merit\", \"model\": \"merit\"} | not JSON at line 1, column 27: Duplicate field 'model'",
                "{\"model\": \"merit\" | not JSON at line 1, column 18",
            })
    void aBadFileIsRefusedInOneLine(String json, String expected) throws IOException {
        Path file = file(json);
        Exception e = assertThrows(IllegalArgumentException.class, () -> RunConfig.read(file));
        assertTrue(e.getMessage().startsWith(file + ": " + expected), e.getMessage());
        assertEquals(1, e.getMessage().lines().count(), e.getMessage());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "learning_rate=1 | unknown setting learning_rate. Nearest known: learningRate. All of them: interweave train --help",
                "negative=1 | unknown setting negative. Nearest known: negatives.",
                "width | 'width' is not of the form name=value",
                "width=wide | width is 'wide', expected a whole number",
                "dropout=1 | dropout (1.0) must be in 0..1, 1 left out",
                "learningRate=-1 | learningRate (-1.0) must be above 0",
                "learningRate=NaN | learningRate (NaN) must be above 0",
                "weightDecay=20000 | weightDecay (20000.0) must be below 1 / learningRate = 10000",
                "gradientClearing=never | gradientClearing is \"never\", expected one of step, epoch",
            })
    void aBadAssignmentIsRefused(String assignment, String expected) {
        Exception e = assertThrows(IllegalArgumentException.class, () -> PAPER.with(List.of(assignment)));
        assertTrue(e.getMessage().startsWith(expected), e.getMessage());
    }

    @Test
    void aMissingFileIsNamed() {
        Path missing = directory.resolve("none.json");
        Exception e = assertThrows(IllegalArgumentException.class, () -> RunConfig.read(missing));
        assertEquals(missing + ": no such file", e.getMessage());
    }

    @Test
    void differencesNameBothValuesAndLeaveTheThreadsOut() {
        assertEquals(
                List.of("seed: 3407, 1", "width: 256, 64"),
                PAPER.differences(PAPER.with(List.of("width=64", "seed=1", "threads=3"))));
    }

    private Path file(String json) throws IOException {
        return Files.writeString(directory.resolve("run.json"), json);
    }
}
