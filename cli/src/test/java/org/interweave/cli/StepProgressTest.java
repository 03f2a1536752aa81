package org.interweave.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

/** What is printed when, on a clock that the test turns. */
class StepProgressTest {
    private final StringWriter out = new StringWriter();
    private long now = 1_000_000;
    private double share;

    @Test
    void withoutATerminalALineNowAndThen() {
        try (StepProgress progress = new StepProgress(new PrintWriter(out), false, () -> now)) {
            progress.within("reading", () -> share);
            after(progress, 1_999, 0.01);
            assertEquals("", out.toString());
            after(progress, 2_000, 0.02);
            after(progress, 3_000, 0.03);
            progress.within("dropping rare items", () -> share);
            after(progress, 11_999, 0.2);
            after(progress, 12_000, 0.25);
            after(progress, 75_000, 0.75);
        }
        assertEquals("""
                reading: 2 %, 0:02
                dropping rare items: 25 %, 0:12, about 0:36 left
                dropping rare items: 75 %, 1:15, about 0:25 left
                """, out.toString());
    }

    @Test
    void onATerminalOneLineThatIsDrawnAgainAndTakenAway() {
        try (StepProgress progress = new StepProgress(new PrintWriter(out), true, () -> now)) {
            progress.within("reading", () -> share);
            after(progress, 2_000, 0.1);
            after(progress, 2_250, 0.1);
        }
        String blank = " ".repeat(78);
        String first = "reading: 10 %, 0:02, about 0:18 left";
        String second = "reading: 10 %, 0:02, about 0:20 left";
        assertEquals(
                "\r" + first + blank.substring(first.length()) + "\r" + second + blank.substring(second.length()) + "\r"
                        + blank + "\r",
                out.toString());
    }

    @Test
    void aStepByItselfHasItsOwnTimeAndMayNotKnowItsShare() {
        try (StepProgress progress = new StepProgress(new PrintWriter(out), false, () -> now)) {
            progress.started("ranking among sampled items", () -> -1);
            after(progress, 4_000, 0);
            progress.started("ranking among all items", () -> share);
            after(progress, 5_000, 0.5);
            after(progress, 6_000, 0.5);
        }
        assertEquals("""
                ranking among sampled items: 0:04
                ranking among all items: 50 %, 0:02, about 0:02 left
                """, out.toString());
    }

    private void after(StepProgress progress, long millis, double done) {
        now = 1_000_000 + millis;
        share = done;
        progress.show();
    }
}
