package org.interweave.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.DoubleSupplier;
import org.interweave.core.prep.ColumnChoice;
import org.interweave.core.prep.DomainFiles;
import org.interweave.core.prep.Filters;
import org.interweave.core.prep.Preparation;
import org.interweave.core.prep.Source;
import org.interweave.core.prep.Ties;
import org.interweave.prep.DuckPreparation;
import org.interweave.prep.DuckSettings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Raw logs to a dataset directory. */
@Command(
        name = "prepare",
        description =
                "Turn raw logs of two or more domains into a dataset directory, and say what was dropped and why.",
        footer = {
            "",
            "Files, plain or gzip, are recognised by their content: ratings without a header",
            "(user,item,rating,timestamp or item,user,rating,timestamp), CSV with a header,",
            "JSON lines, RecBole .inter and Parquet. For anything else name the columns:",
            "  --columns user=uid,item=sku,time=at   by header, key or Parquet column",
            "  --columns user=1,item=2,time=4        by position, without a header",
            "  --columns food:user=1,item=2,time=4   for one domain only"
        },
        sortOptions = false,
        mixinStandardHelpOptions = true)
public final class PrepareCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(
            names = "--domain",
            required = true,
            paramLabel = "NAME=FILE[,FILE2]",
            description = "A domain and its files; once for each domain, in the dataset's order.")
    private List<String> domains;

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "The dataset directory to make.")
    private Path out;

    @Option(
            names = "--min-item",
            defaultValue = "10",
            paramLabel = "N",
            description = "Rows an item must have among the users left. Default: ${DEFAULT-VALUE}")
    private int minItem;

    @Option(
            names = "--min-user",
            defaultValue = "5",
            paramLabel = "N",
            description = "Rows a user must keep in each domain. Default: ${DEFAULT-VALUE}")
    private int minUser;

    @Option(
            names = "--window",
            defaultValue = "50",
            paramLabel = "N",
            description = "Newest rows kept per user. Default: ${DEFAULT-VALUE}")
    private int window;

    @Option(
            names = "--min-domains",
            defaultValue = "all",
            paramLabel = "all|N",
            description = "In how many domains a user must be active. Default: ${DEFAULT-VALUE}")
    private String minDomains;

    @Option(
            names = "--ties",
            defaultValue = "item",
            paramLabel = "item|file|shuffle:SEED",
            description =
                    "What orders equal timestamps: domain and item id, domain and line, or chance. Default: ${DEFAULT-VALUE}")
    private String ties;

    @Option(
            names = "--columns",
            paramLabel = "user=..,item=..,time=..",
            description = "Names or positions of the columns, for files that are not recognised.")
    private List<String> columns = List.of();

    @Option(
            names = "--memory",
            paramLabel = "SIZE",
            description =
                    "Memory before steps go to disk, e.g. 4g or 500m; the process takes up to 0.4 GB more. Default: 4g, or half of the machine's")
    private String memory;

    @Option(
            names = "--temp",
            paramLabel = "DIR",
            description = "Where steps go that outgrow the memory; has to exist. Default: beside --out")
    private Path temp;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description =
                    "Threads; the result does not depend on them. With little memory fewer need less. Default: one per core")
    private Integer threads;

    @Option(names = "--overwrite", description = "Replace the directory if it exists.")
    private boolean overwrite;

    @Option(names = "--json", description = "Print the result as JSON.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        PrintWriter print = spec.commandLine().getOut();
        try (StepProgress progress = new StepProgress(spec.commandLine().getErr())) {
            Preparation.Prepared prepared = DuckPreparation.run(request(), settings(), new Preparation.Listener() {
                @Override
                public void recognized(String domain, Source source) {
                    progress.clear();
                    if (!json) print.println(source.description());
                    print.flush();
                }

                @Override
                public void started(String step, DoubleSupplier done) {
                    progress.within(step, done);
                }
            });
            progress.clear();
            if (json)
                print.println(new ObjectMapper()
                        .writerWithDefaultPrettyPrinter()
                        .writeValueAsString(FunnelReport.json(prepared)));
            else FunnelReport.lines(prepared).forEach(print::println);
            print.flush();
        }
        return 0;
    }

    private Preparation.Request request() {
        Filters filters = new Filters(minItem, minUser, window, Filters.parseMinDomains(minDomains), Ties.parse(ties));
        return new Preparation.Request(
                domains.stream().map(DomainFiles::parse).toList(),
                ColumnChoice.parse(columns),
                filters,
                out,
                overwrite ? Preparation.Existing.REPLACE : Preparation.Existing.REFUSE);
    }

    private DuckSettings settings() {
        DuckSettings settings = DuckSettings.forThisMachine();
        if (memory != null) settings = settings.withMemory(memory);
        if (threads != null) settings = settings.withThreads(threads);
        return temp == null ? settings : settings.withTemp(temp);
    }
}
