package org.interweave.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.interweave.core.data.DataException;
import org.interweave.core.io.AtomicFile;
import org.interweave.lab.record.Records;
import org.interweave.lab.report.PublishedNumbers;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Renders the records of a directory. */
@Command(
        name = "show",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Renders the records of a directory as Markdown, beside the paper's numbers where there are any.")
final class LabShowCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(
            arity = "0..1",
            defaultValue = "lab/records",
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

    /** The Markdown page of a directory of records. */
    static String render(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            throw new DataException(directory + ": no such directory of records. Try: interweave lab run, or lab add");
        }
        List<Records.Kept> records = Records.in(directory);
        if (records.isEmpty()) {
            throw new DataException(directory + ": no records. Try: interweave lab run, or lab add");
        }
        return RecordsPage.render(records, PublishedNumbers.read());
    }
}
