package org.interweave.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.interweave.core.data.Dataset;
import org.interweave.core.prep.DatasetSummary;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Table 1 of the paper for a dataset directory, and ties, overlap, time span and cold targets. */
@Command(
        name = "describe",
        description =
                "Print what a dataset directory holds: the paper's Table 1, ties, overlap of the domains, time span, cold targets.",
        mixinStandardHelpOptions = true)
public final class DescribeCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "DIR", description = "A dataset directory, as made by prepare.")
    private Path directory;

    @Option(names = "--json", description = "Print the result as JSON.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        Dataset dataset = Dataset.open(directory);
        DatasetSummary summary = DatasetSummary.of(dataset);
        PrintWriter print = spec.commandLine().getOut();
        if (json)
            print.println(new ObjectMapper()
                    .writerWithDefaultPrettyPrinter()
                    .writeValueAsString(DatasetReport.json(dataset, summary)));
        else DatasetReport.lines(dataset, summary).forEach(print::println);
        print.flush();
        return 0;
    }
}
