package org.interweave.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.interweave.core.data.DataException;
import org.interweave.lab.record.Recorder;
import org.interweave.lab.study.Pace;
import org.interweave.lab.study.PlannedRun;
import org.interweave.lab.study.Progress;
import org.interweave.lab.study.StudyRunner;
import org.interweave.learn.train.Feasibility;
import org.interweave.learn.train.RunFailedException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Does the runs of a study. */
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Does the runs that a table needs, one after another, and keeps a record of each.",
            "Runs with a record are skipped. Ctrl-C saves and stops; the same command goes on.",
            "Machines can share the work: give each its own --models or --seeds, and copy the records together."
        })
final class LabRunCommand implements Callable<Integer> {
    private static final int INTERRUPTED = 130;
    private static final int FAILED = 4;

    @Spec
    private CommandSpec spec;

    @Mixin
    private LabPlan plan;

    @Option(names = "--dry-run", description = "Say what would be done and how long it would take, and stop.")
    private boolean dryRun;

    private PrintWriter text;

    @Override
    public Integer call() throws IOException {
        text = spec.commandLine().getErr();
        List<Progress.Standing> standings = plan.standings();
        List<PlannedRun> todo = todo(standings);
        for (PlannedRun run : todo) {
            if (run.config().isPresent()) {
                Feasibility.require(run.dataset(), run.config().get());
            }
        }
        Pace pace = new Pace(plan.records(), plan.runs());
        measure(todo, pace);
        say(LabStatusCommand.summary(standings, pace));
        if (dryRun) {
            todo.forEach(run -> spec.commandLine().getOut().println(run.name()));
            return 0;
        }
        return run(todo);
    }

    private static List<PlannedRun> todo(List<Progress.Standing> standings) {
        List<PlannedRun> todo = new ArrayList<>();
        for (Progress.Standing standing : standings) {
            if (standing.state() == Progress.State.OTHER) {
                throw new DataException("the record " + standing.run().name() + " is " + standing.why()
                        + ". Try: another --records, or move it away");
            }
            if (standing.state() != Progress.State.DONE) {
                todo.add(standing.run());
            }
        }
        return todo;
    }

    private void measure(List<PlannedRun> todo, Pace pace) throws IOException {
        for (PlannedRun run : todo) {
            if (run.config().isPresent() && pace.secondsPerEpoch(run).isEmpty()) {
                say("Measuring a few steps of " + run.system().title() + " on " + run.study() + " ...");
                pace.measure(run);
            }
        }
    }

    private int run(List<PlannedRun> todo) throws IOException {
        StudyRunner runner =
                new StudyRunner(plan.records(), plan.runs(), new Recorder(Machine.describe(), Commit.ofThisCode()));
        CountDownLatch returned = new CountDownLatch(1);
        Thread onSignal = StopSignal.install(runner::requestStop, returned);
        List<String> failed = new ArrayList<>();
        try {
            for (int i = 0; i < todo.size() && !runner.stopRequested(); i++) {
                say(String.format(
                        "%n[%d/%d] %s", i + 1, todo.size(), todo.get(i).name()));
                if (!one(runner, todo.get(i), failed)) {
                    break;
                }
            }
        } finally {
            returned.countDown();
            StopSignal.withdraw(onSignal);
        }
        if (runner.stopRequested()) {
            say("Stopped and saved. The same command goes on.");
            return INTERRUPTED;
        }
        int written = todo.size() - failed.size();
        say(written + (written == 1 ? " record" : " records") + " written to " + plan.records()
                + (failed.isEmpty() ? "." : ", failed: " + String.join("; ", failed))
                + " Next: interweave lab show " + plan.records());
        return failed.isEmpty() ? 0 : FAILED;
    }

    /** A run that fails does not keep the others from being done; false only if it was asked to stop. */
    private boolean one(StudyRunner runner, PlannedRun run, List<String> failed) throws IOException {
        try {
            return runner.run(
                    run,
                    run.config().isEmpty()
                            ? event -> {}
                            : new TrainingProgress(text, run.config().get().training(), Ansi.AUTO.enabled()));
        } catch (RunFailedException e) {
            say(run.name() + ": " + e.getMessage());
            failed.add(run.name());
            return true;
        }
    }

    private void say(String line) {
        text.println(line);
        text.flush();
    }
}
