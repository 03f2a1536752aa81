package org.interweave.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.interweave.core.metric.Evaluation;
import org.interweave.core.metric.Metrics;
import org.interweave.core.split.Split;
import org.interweave.learn.model.TrainingConfig;
import org.interweave.learn.train.Event;
import org.junit.jupiter.api.Test;

class TrainingProgressTest {
    private static final int STEPS = 1000;

    private final StringWriter text = new StringWriter();

    @Test
    void onATerminalTheRunningLineNeverWraps() {
        TrainingProgress progress = progress(true);
        for (int epoch = 101; epoch <= 104; epoch++) {
            for (int step = 1; step <= STEPS; step++) {
                progress.accept(new Event.StepDone(epoch, step, STEPS, 13.3287, 5_500, 9.5));
            }
            validated(progress, epoch, 9.5 * STEPS);
        }
        List<String> redrawn = Arrays.stream(text.toString().split("\r\033\\[K"))
                .filter(line -> !line.contains("\n"))
                .toList();
        assertTrue(redrawn.size() >= 4 * STEPS - 4, redrawn.size() + " lines");
        redrawn.forEach(line -> assertTrue(line.length() < 80, line));
        assertTrue(redrawn.stream().anyMatch(line -> line.contains(" left, all ")), "time left in all");
    }

    @Test
    void elsewhereALongEpochIsHeardOfTwiceAMinute() {
        TrainingProgress progress = progress(false);
        for (int step = 1; step <= 20; step++) {
            progress.accept(new Event.StepDone(1, step, 20, 9.5, 5_500, 10));
        }
        List<String> lines = text.toString().lines().toList();
        assertEquals(6, lines.size(), text.toString());
        assertEquals("epoch 1/500 step 3/20 loss 9.5000 550 tokens/s 2:50 left", lines.get(0));
    }

    @Test
    void aShortEpochIsOneLine() {
        TrainingProgress progress = progress(false);
        for (int step = 1; step <= 20; step++) {
            progress.accept(new Event.StepDone(1, step, 20, 9.5, 5_500, 1));
        }
        validated(progress, 1, 20);
        assertEquals(
                "epoch 1  loss 9.5000  5,500 tokens/s  0:20  food 0.1618  kitchen 0.1079  sum 0.2697 (best 3 ago)\n",
                text.toString());
        assertTrue(text.toString().length() <= 100, text.toString());
    }

    @Test
    void aTerminalShowsHowFarTheValidationIs() {
        progress(true).accept(new Event.Validating(3_572, 7_144));
        progress(false).accept(new Event.Validating(3_572, 7_144));
        assertEquals("\r\033[Kvalidating, 50 % of 7,144 users", text.toString());
    }

    private TrainingProgress progress(boolean terminal) {
        return new TrainingProgress(new PrintWriter(text), TrainingConfig.PAPER, terminal);
    }

    private static void validated(TrainingProgress progress, int epoch, double seconds) {
        Map<String, Metrics> domains = new LinkedHashMap<>();
        domains.put("food", new Metrics(2837, 0.2, 0.3, 0.2, 0.1618));
        domains.put("kitchen", new Metrics(4307, 0.2, 0.3, 0.2, 0.1079));
        progress.accept(new Event.EpochDone(epoch, 1e-4, 20, 9.5, 110_000, seconds));
        progress.accept(new Event.Validated(
                epoch, true, false, 3, new Evaluation(Split.VALIDATION, "999", "hash", domains, List.of()), 1));
    }
}
