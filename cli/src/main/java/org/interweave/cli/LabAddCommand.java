package org.interweave.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.interweave.lab.record.Recorder;
import org.interweave.lab.record.Records;
import org.interweave.lab.study.PlannedRun;
import org.interweave.lab.study.StudySystem;
import org.interweave.lab.study.Systems;
import org.interweave.learn.train.TrainedRun;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes the record of a run that train made. */
@Command(
        name = "add",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Tests a run that train made and keeps its record with those of the study.")
final class LabAddCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "RUN", description = "Run directory made by train.")
    private Path run;

    @Option(
            names = "--commit",
            paramLabel = "ID",
            description = "Commit of the code that trained (default: that of this code).")
    private String commit;

    @Option(
            names = "--records",
            defaultValue = "lab/records",
            paramLabel = "DIR",
            description = "Where records are kept (default: ${DEFAULT-VALUE}).")
    private Path records;

    @Override
    public Integer call() throws IOException {
        TrainedRun trained = TrainedRun.open(run);
        StudySystem system = Systems.of(trained.config());
        Recorder recorder = new Recorder(Machine.describe(), commit == null ? Commit.ofThisCode() : commit);
        Recorder.Entry entry = recorder.of(trained, system.id());
        String name = PlannedRun.name(Recorder.study(trained.dataset()), system, trained.config());
        spec.commandLine()
                .getOut()
                .println("Record: " + Records.write(records, name, entry.record(), entry.outcomes()));
        return 0;
    }
}
