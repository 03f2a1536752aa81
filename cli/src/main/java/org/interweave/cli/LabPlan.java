package org.interweave.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.interweave.core.data.Dataset;
import org.interweave.lab.study.PlannedRun;
import org.interweave.lab.study.Progress;
import org.interweave.lab.study.Table;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which runs are meant: the options that running and looking have in common. */
final class LabPlan {
    /** Says what the tables are, as typed. */
    static final String TABLES = "table2, table3 or figure3";

    @Parameters(paramLabel = "TABLE", description = "What the runs are for: " + TABLES + ".")
    private String table;

    @Option(
            names = "--data",
            required = true,
            arity = "1..*",
            paramLabel = "DIR",
            description = "Dataset directories made by prepare.")
    private List<Path> data;

    @Option(
            names = "--models",
            split = ",",
            paramLabel = "NAME",
            description = "Only these systems of the table, such as sasrec-dt,merit.")
    private List<String> systems = new ArrayList<>();

    @Option(
            names = "--seeds",
            split = ",",
            paramLabel = "N",
            description = "A run for each (default: 3407,0,1,2,3, the paper's).")
    private List<Long> seeds = Table.SEEDS;

    @Option(
            names = "--set",
            paramLabel = "NAME=VALUE",
            description = "A setting for every run, such as precision=highest; may be repeated.")
    private List<String> assignments = new ArrayList<>();

    @Option(
            names = "--records",
            defaultValue = "lab/records",
            paramLabel = "DIR",
            description = "Where records are kept (default: ${DEFAULT-VALUE}).")
    private Path records;

    @Option(
            names = "--runs",
            defaultValue = "lab/runs",
            paramLabel = "DIR",
            description = "Where runs are kept, a directory each (default: ${DEFAULT-VALUE}).")
    private Path runs;

    Path records() {
        return records;
    }

    Path runs() {
        return runs;
    }

    /** Where every run that is meant stands, in the order they will be done. */
    List<Progress.Standing> standings() throws IOException {
        List<Dataset> datasets = new ArrayList<>();
        for (Path directory : data) {
            datasets.add(Dataset.open(directory));
        }
        List<PlannedRun> planned = PlannedRun.of(datasets, Table.byId(table).systems(systems), seeds, assignments);
        Progress progress = new Progress(records, runs);
        List<Progress.Standing> standings = new ArrayList<>();
        for (PlannedRun run : planned) {
            standings.add(progress.of(run));
        }
        return standings;
    }
}
