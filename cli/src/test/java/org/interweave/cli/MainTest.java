package org.interweave.cli;

import static org.interweave.cli.Ended.run;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.regex.Pattern;
import org.interweave.learn.model.ModelEntry;
import org.interweave.learn.model.Models;
import org.junit.jupiter.api.Test;

/** Help, and what is typed wrongly. */
class MainTest {
    @Test
    void helpOfEveryCommandFitsATerminalAndShowsDefaults() {
        for (String command :
                List.of("demo", "prepare", "describe", "train", "evaluate", "recommend", "lab", "parity", "doctor")) {
            Ended ended = run(command, "--help");
            assertEquals(0, ended.code(), command);
            ended.out().lines().forEach(line -> assertTrue(line.length() <= 80, command + ": " + line));
        }
        String help = run("train", "--help").out();
        assertTrue(help.contains("\n  learningRate           1.0E-4    peak rate, reached after the warm-up\n"), help);
        assertTrue(
                help.contains("\n  threads                0         of one tensor operation; 0 = one per core\n"),
                help);
        assertTrue(help.contains("\nSettings of sasrec; it trains with learningRateFactor=0.3162,"), help);
        String settings = help.substring(help.indexOf("Settings of merit"));
        for (ModelEntry<?> entry : Models.ALL) {
            assertEquals(2, ("\n" + settings).split("\nSettings of " + entry.id() + "[;:]", -1).length, entry.id());
        }
        assertFalse(
                Pattern.compile("(?m)^  [a-zA-Z0-9]+ +\\S+ *$(?!\n {35}(?!one of))")
                        .matcher(help)
                        .find(),
                "a setting without a meaning");
    }

    @Test
    void whatIsMistypedIsSuggestedIfItIsNear() {
        assertTrue(run("dmeo").err().contains("Did you mean demo?"), run("dmeo").err());
        assertTrue(
                run("describe", "x", "--jsno").err().contains("Did you mean --json?"),
                run("describe", "x", "--jsno").err());
        assertFalse(
                run("winterweave").err().contains("Did you mean"),
                run("winterweave").err());
        assertFalse(run("train", "--width=3", "--out=x").err().contains("Did you mean"));
    }

    @Test
    void aTargetIsRefusedForAModelOfAllDomains() {
        run("train", "data", "--model=merit", "--target=films", "--out=refused")
                .failed(
                        2,
                        "--target: merit recommends items of all domains. Try: leave it out, or --model with one of: sasrec, bert4rec, cd-sasrec, cd-asr, mgcl");
    }

    @Test
    void nothingTypedShowsTheCommandsAndIsAUsageError() {
        Ended ended = run();
        assertEquals(2, ended.code());
        assertTrue(ended.out().contains("Commands:") && ended.out().contains("Exit codes: 0 done"), ended.out());
    }
}
