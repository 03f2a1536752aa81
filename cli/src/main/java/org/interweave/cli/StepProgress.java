package org.interweave.cli;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import picocli.CommandLine.Help.Ansi;

/** Shows the running step once it takes longer than two seconds: in place on a terminal, as a line now and then elsewhere. */
final class StepProgress implements AutoCloseable {
    private static final long QUIET_MILLIS = 2_000;
    private static final long TERMINAL_MILLIS = 250;
    private static final long LINES_MILLIS = 10_000;
    private static final int WIDTH = 78;

    private final PrintWriter err;
    private final boolean terminal = Ansi.AUTO.enabled();
    private final ScheduledExecutorService clock;
    private String step;
    private DoubleSupplier done;
    private long startedAt;
    private long shownAt;
    private boolean shown;

    StepProgress(PrintWriter err) {
        this.err = err;
        clock = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "progress");
            thread.setDaemon(true);
            return thread;
        });
        clock.scheduleAtFixedRate(this::show, TERMINAL_MILLIS, TERMINAL_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** A step begins; one of the same name goes on. */
    synchronized void started(String name, DoubleSupplier share) {
        if (!name.equals(step)) {
            startedAt = System.currentTimeMillis();
            shownAt = 0;
        }
        step = name;
        done = share;
    }

    /** Takes the line off a terminal, so that something else can be printed. */
    synchronized void clear() {
        if (shown && terminal) err.print("\r" + " ".repeat(WIDTH) + "\r");
        err.flush();
        shown = false;
    }

    private synchronized void show() {
        long now = System.currentTimeMillis();
        if (step == null || now - startedAt < QUIET_MILLIS || !terminal && now - shownAt < LINES_MILLIS) return;
        double share = done.getAsDouble();
        String text = String.format(
                Locale.ROOT,
                "%s: %s%d s",
                step,
                share < 0 ? "" : Math.round(100 * share) + " %, ",
                (now - startedAt) / 1000);
        if (terminal) err.print("\r" + text + " ".repeat(Math.max(0, WIDTH - text.length())));
        else err.println(text);
        err.flush();
        shown = true;
        shownAt = now;
    }

    @Override
    public void close() {
        clock.shutdownNow();
        clear();
    }
}
