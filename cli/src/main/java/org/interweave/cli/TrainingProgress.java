package org.interweave.cli;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.interweave.learn.model.TrainingConfig;
import org.interweave.learn.train.Event;

/** A training as a person follows it: within an epoch a line that redraws itself on a terminal, or a line now and then elsewhere; and a line that stays for each epoch. */
final class TrainingProgress implements Consumer<Event> {
    private static final double SMOOTHING = 0.2;
    private static final int EPOCHS_BEFORE_TOTAL = 3;
    private static final int WIDTH = 79;
    private static final double SECONDS_BETWEEN_LINES = 30;

    private final PrintWriter text;
    private final TrainingConfig config;
    private final boolean redraws;

    private double secondsPerStep;
    private double tokensPerSecond;
    private double epochSeconds;
    private double secondsSinceLine;
    private int epochsSeen;
    private String epochLine = "";

    /** @param redraws whether the text goes to a terminal */
    TrainingProgress(PrintWriter text, TrainingConfig config, boolean redraws) {
        this.text = text;
        this.config = config;
        this.redraws = redraws;
    }

    @Override
    public void accept(Event event) {
        if (event instanceof Event.Started e) {
            keep(String.format(
                    Locale.ROOT,
                    "%s, %,d parameters, %,d users, %d steps per epoch, from epoch %d step %d;%nafter each epoch the validation MRR of every domain and their sum",
                    e.model(),
                    e.parameters(),
                    e.users(),
                    e.steps(),
                    e.epoch(),
                    e.step() + 1));
        } else if (event instanceof Event.Warned e) {
            keep("Note: " + e.message());
        } else if (event instanceof Event.StepDone e) {
            step(e);
        } else if (event instanceof Event.Validating e) {
            validating(e);
        } else if (event instanceof Event.EpochDone e) {
            epoch(e);
        } else if (event instanceof Event.Validated e) {
            validated(e);
        } else if (event instanceof Event.RateCut e) {
            keep(String.format(
                    Locale.ROOT,
                    "epoch %d: %d validations without a new best, learning rate now %.3g",
                    e.epoch(),
                    config.patience() + 1,
                    e.rate()));
        }
    }

    private void step(Event.StepDone e) {
        secondsPerStep = smooth(secondsPerStep, e.seconds());
        tokensPerSecond = smooth(tokensPerSecond, e.tokens() / e.seconds());
        secondsSinceLine += e.seconds();
        if (redraws) {
            text.print("\r\033[K" + running(e));
            text.flush();
        } else if (secondsSinceLine >= SECONDS_BETWEEN_LINES && e.step() < e.steps()) {
            keep(running(e));
        }
    }

    /** Shorter than 80 columns: a line that wraps cannot be redrawn. */
    private String running(Event.StepDone e) {
        String left = e.step() == e.steps()
                ? "validating"
                : duration((e.steps() - e.step()) * secondsPerStep) + " left" + total(e);
        String line = String.format(
                Locale.ROOT,
                "epoch %d/%d step %d/%d loss %.4f %,.0f tokens/s %s",
                e.epoch(),
                config.maxEpochs(),
                e.step(),
                e.steps(),
                e.loss(),
                tokensPerSecond,
                left);
        return line.substring(0, Math.min(line.length(), WIDTH));
    }

    /** Only where it can be redrawn: elsewhere the epoch's line tells enough. */
    private void validating(Event.Validating e) {
        if (redraws) {
            text.print("\r\033[K"
                    + String.format(Locale.ROOT, "validating, %d %% of %,d users", 100L * e.users() / e.of(), e.of()));
            text.flush();
        }
    }

    private String total(Event.StepDone e) {
        if (epochsSeen < EPOCHS_BEFORE_TOTAL) {
            return "";
        }
        double left = (config.maxEpochs() - e.epoch() + 1 - (double) e.step() / e.steps()) * epochSeconds;
        return ", all " + duration(left);
    }

    private void epoch(Event.EpochDone e) {
        epochLine = String.format(
                Locale.ROOT,
                "epoch %d  loss %.4f  %,.0f tokens/s  %s",
                e.epoch(),
                e.loss(),
                e.tokens() / e.seconds(),
                duration(e.seconds()));
        epochSeconds = e.seconds();
    }

    private void validated(Event.Validated e) {
        epochsSeen++;
        epochSeconds += e.seconds();
        double sum = e.evaluation().mrrSum();
        String domains = e.evaluation().domains().entrySet().stream()
                .map(domain -> String.format(
                        Locale.ROOT,
                        "%s %.4f",
                        domain.getKey(),
                        domain.getValue().mrr()))
                .collect(Collectors.joining("  "));
        keep(String.format(Locale.ROOT, "%s  %s  sum %.4f%s", epochLine, domains, sum, verdict(e)));
    }

    private static String verdict(Event.Validated e) {
        if (!e.counts()) {
            return " (warm-up)";
        }
        return e.best() ? " best" : " (best " + e.failures() + " ago)";
    }

    /** Prints a line that stays. */
    private void keep(String line) {
        text.print(redraws ? "\r\033[K" : "");
        text.println(line);
        text.flush();
        secondsSinceLine = 0;
    }

    private static double smooth(double before, double now) {
        return before == 0 ? now : before + SMOOTHING * (now - before);
    }

    /** 0:07, 12:45, 3:05:00. */
    static String duration(double seconds) {
        long s = Math.round(seconds);
        return s < 3600
                ? String.format(Locale.ROOT, "%d:%02d", s / 60, s % 60)
                : String.format(Locale.ROOT, "%d:%02d:%02d", s / 3600, s / 60 % 60, s % 60);
    }
}
