package org.interweave.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.interweave.learn.model.Parity;
import org.interweave.learn.model.ParityReport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Compares the production path with fixtures of an independent implementation. */
@Command(
        name = "parity",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Loads the weights and inputs of golden fixtures, runs the production path in full 32-bit precision, and prints the largest differences.",
            "Exits 1 if a tensor is off by more than 1e-4 of its largest magnitude plus 1e-6."
        })
public final class ParityCommand implements Callable<Integer> {
    private static final int MISSED = 1;

    @Spec
    private CommandSpec spec;

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "Fixtures, as described in golden/README.md.")
    private List<Path> files;

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        int missed = 0;
        for (Path file : files) {
            ParityReport report = Parity.check(file);
            print(out, report);
            missed += report.passed() ? 0 : 1;
        }
        out.printf("%d of %d fixtures agree%n", files.size() - missed, files.size());
        out.flush();
        return missed == 0 ? 0 : MISSED;
    }

    private static void print(PrintWriter out, ParityReport report) {
        out.println(report.file() + (report.passed() ? ": agrees" : ": DIFFERS"));
        TextTable table = new TextTable().row(List.of("  group", "tensors", "absolute", "relative"));
        for (ParityReport.Group group : report.groups()) {
            table.row(List.of(
                    "  " + group.name(),
                    Integer.toString(group.tensors()),
                    brief(group.absolute()),
                    brief(group.relative())));
        }
        table.lines().forEach(out::println);
        for (ParityReport.Group group : report.groups()) {
            group.failures().forEach(failure -> out.println("  off: " + failure));
        }
    }

    private static String brief(double value) {
        return String.format(Locale.ROOT, "%.1e", value);
    }
}
