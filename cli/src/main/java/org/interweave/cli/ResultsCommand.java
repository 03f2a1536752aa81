package org.interweave.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.interweave.core.data.DataException;
import org.interweave.core.io.AtomicFile;
import org.interweave.learn.train.RunRecord;
import org.interweave.learn.train.TrainedRun;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Keeps records of runs and renders tables from them. */
@Command(
        name = "results",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Keeps records of runs and renders tables from them: every published number comes from a record.",
        subcommands = {ResultsCommand.Add.class, ResultsCommand.Show.class})
public final class ResultsCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getOut());
        return 2;
    }

    /** Writes the record of a run. */
    @Command(
            name = "add",
            mixinStandardHelpOptions = true,
            sortOptions = false,
            description = "Evaluates a run on its test split and writes its record.")
    static final class Add implements Callable<Integer> {
        @Spec
        private CommandSpec spec;

        @Parameters(paramLabel = "RUN", description = "Run directory made by train.")
        private Path run;

        @Option(
                names = "--study",
                required = true,
                paramLabel = "NAME",
                description = "The data set's name in tables, such as food-kitchen.")
        private String study;

        @Option(
                names = "--commit",
                required = true,
                paramLabel = "ID",
                description = "Commit of the code that trained.")
        private String commit;

        @Option(
                names = "--to",
                defaultValue = "docs/results",
                paramLabel = "DIR",
                description = "Where records are kept (default: ${DEFAULT-VALUE}).")
        private Path directory;

        @Override
        public Integer call() throws IOException {
            RunRecord record = RunRecord.of(TrainedRun.open(run), study, Machine.describe(), commit);
            Files.createDirectories(directory);
            Path file = directory.resolve(ResultsTable.name(record) + RunRecord.SUFFIX);
            record.write(file);
            spec.commandLine().getOut().println("Record: " + file);
            return 0;
        }
    }

    /** Renders the records of a directory. */
    @Command(
            name = "show",
            mixinStandardHelpOptions = true,
            sortOptions = false,
            description =
                    "Renders the records of a directory as Markdown, beside the paper's numbers where there are any.")
    static final class Show implements Callable<Integer> {
        @Spec
        private CommandSpec spec;

        @Parameters(
                arity = "0..1",
                defaultValue = "docs/results",
                paramLabel = "DIR",
                description = "Where records are kept (default: ${DEFAULT-VALUE}).")
        private Path directory;

        @Option(names = "--write", description = "Write README.md in the directory instead of printing.")
        private boolean write;

        @Override
        public Integer call() throws IOException {
            String text = render(directory);
            if (write) {
                AtomicFile.writeString(directory.resolve("README.md"), text);
            } else {
                PrintWriter out = spec.commandLine().getOut();
                out.print(text);
                out.flush();
            }
            return 0;
        }
    }

    /** The Markdown page of a directory of records. */
    static String render(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            throw new DataException(directory + ": no such directory of records");
        }
        List<RunRecord> records = new ArrayList<>();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.filter(f -> f.toString().endsWith(RunRecord.SUFFIX))
                    .sorted()
                    .toList()) {
                records.add(RunRecord.read(file));
            }
        }
        return ResultsTable.render(records, PublishedNumbers.read(directory.resolve("paper.json")));
    }
}
