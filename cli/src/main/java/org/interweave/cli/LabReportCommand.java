package org.interweave.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.interweave.core.data.DataException;
import org.interweave.lab.record.Records;
import org.interweave.lab.report.PublishedNumbers;
import org.interweave.lab.report.Report;
import org.interweave.lab.report.form.ReportFiles;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Works out the tables and figures of a study. */
@Command(
        name = "report",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Works out the paper's tables and figures from records, beside the paper's numbers.",
            "The page is one file that opens without a network."
        })
final class LabReportCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(
            names = "--records",
            defaultValue = "lab/records",
            paramLabel = "DIR",
            description = "Where records are kept (default: ${DEFAULT-VALUE}).")
    private Path records;

    @Option(
            names = "--out",
            defaultValue = "report.html",
            paramLabel = "FILE",
            description = "The page (default: ${DEFAULT-VALUE}).")
    private Path out;

    @Option(names = "--csv", paramLabel = "DIR", description = "Also a CSV file per table and figure.")
    private Path csv;

    @Option(names = "--markdown", paramLabel = "FILE", description = "Also the whole report as Markdown.")
    private Path markdown;

    @Option(names = "--latex", paramLabel = "DIR", description = "Also a LaTeX file per table.")
    private Path latex;

    @Option(
            names = "--study",
            arity = "1..*",
            paramLabel = "NAME",
            description = "Only these data sets, such as food-kitchen (default: all).")
    private List<String> studies = new ArrayList<>();

    @Option(
            names = "--set",
            paramLabel = "NAME=VALUE",
            description =
                    "A setting that lab run was given for every run: such runs stand in the tables; may be repeated.")
    private List<String> assignments = new ArrayList<>();

    @Override
    public Integer call() throws IOException {
        List<Records.Kept> kept = Records.in(records);
        if (kept.isEmpty()) {
            throw new DataException(records + ": no records. Try: interweave lab run, or lab add");
        }
        Report report = Report.of(kept, PublishedNumbers.read(), studies, assignments);
        ReportFiles.html(report, out);
        PrintWriter text = spec.commandLine().getOut();
        int runs = report.runs().size();
        text.println("Report: " + out + ", from " + runs + (runs == 1 ? " record" : " records"));
        if (report.outside() > 0) {
            text.println(
                    "Note: " + report.outside() + " of " + runs
                            + " stand apart from the tables, under Other settings, because their settings are not their systems' own.");
            text.println("If all your runs share settings, name them: --set name=value");
        }
        if (csv != null) {
            text.println("CSV: " + ReportFiles.csv(report, csv) + " files in " + csv);
        }
        if (markdown != null) {
            ReportFiles.markdown(report, markdown);
            text.println("Markdown: " + markdown);
        }
        if (latex != null) {
            text.println("LaTeX: " + ReportFiles.latex(report, latex) + " files in " + latex);
        }
        return 0;
    }
}
