package org.interweave.cli;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import picocli.CommandLine.Help.Ansi;

/** Shows what is going on and how long it will take, once it takes longer than two seconds: in place on a terminal, as a line now and then elsewhere. */
final class StepProgress implements AutoCloseable {
    private static final long QUIET_MILLIS = 2_000;
    private static final long TERMINAL_MILLIS = 250;
    private static final long LINES_MILLIS = 10_000;
    /** Below this share the time left is anybody's guess. */
    private static final double TELLING = 0.03;

    private static final int WIDTH = 78;

    private final PrintWriter err;
    private final boolean terminal;
    private final LongSupplier millis;
    private final ScheduledExecutorService clock;
    private String step;
    private DoubleSupplier done;
    private long startedAt;
    private long shownAt;
    private boolean shown;

    StepProgress(PrintWriter err) {
        this(err, Ansi.AUTO.enabled(), System::currentTimeMillis);
        clock.scheduleAtFixedRate(this::show, TERMINAL_MILLIS, TERMINAL_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Shows nothing by itself: {@link #show} has to be called. */
    StepProgress(PrintWriter err, boolean terminal, LongSupplier millis) {
        this.err = err;
        this.terminal = terminal;
        this.millis = millis;
        clock = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "progress");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** A step begins, {@code share} of which is done, or -1 when unknown; one of the same name goes on. */
    synchronized void started(String name, DoubleSupplier share) {
        if (!name.equals(step)) {
            startedAt = millis.getAsLong();
            shownAt = startedAt - LINES_MILLIS;
        }
        step = name;
        done = share;
    }

    /** A step of a longer work begins: share and times are those of the whole, which began with the first step. */
    synchronized void within(String name, DoubleSupplier shareOfAll) {
        if (step == null) started(name, shareOfAll);
        step = name;
        done = shareOfAll;
    }

    /** Takes the line off a terminal, so that something else can be printed. */
    synchronized void clear() {
        if (shown && terminal) err.print("\r" + " ".repeat(WIDTH) + "\r");
        err.flush();
        shown = false;
    }

    synchronized void show() {
        long now = millis.getAsLong();
        if (step == null || now - startedAt < QUIET_MILLIS || !terminal && now - shownAt < LINES_MILLIS) return;
        String text = text(done.getAsDouble(), (now - startedAt) / 1000.0);
        if (terminal) err.print("\r" + text + " ".repeat(Math.max(0, WIDTH - text.length())));
        else err.println(text);
        err.flush();
        shown = true;
        shownAt = now;
    }

    private String text(double share, double seconds) {
        StringBuilder text = new StringBuilder(step).append(": ");
        if (share >= 0) text.append(String.format(Locale.ROOT, "%.0f %%, ", 100 * share));
        text.append(TrainingProgress.duration(Math.floor(seconds)));
        if (share >= TELLING)
            text.append(", about ")
                    .append(TrainingProgress.duration(seconds * (1 - share) / share))
                    .append(" left");
        return text.toString();
    }

    @Override
    public void close() {
        clock.shutdownNow();
        clear();
    }
}
