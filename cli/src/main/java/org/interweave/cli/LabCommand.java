package org.interweave.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Studies of many runs. */
@Command(
        name = "lab",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {"Re-runs the paper's study: every system under one protocol, and a record of each run."},
        subcommands = {
            LabRunCommand.class,
            LabStatusCommand.class,
            LabAddCommand.class,
            LabShowCommand.class,
            LabReportCommand.class
        })
public final class LabCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getOut());
        return 2;
    }
}
