package org.interweave.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.interweave.core.data.Dataset;
import org.interweave.core.data.Domain;
import org.interweave.core.metric.Metrics;
import org.interweave.core.split.Split;
import org.interweave.learn.train.EvaluationReport;
import org.interweave.learn.train.EvaluationReport.Among;
import org.interweave.learn.train.TrainedRun;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Evaluates the best model of a run on held-out interactions. */
@Command(
        name = "evaluate",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Ranks every user's held-out item with the run's model and prints HR@5, HR@10, NDCG@10 and MRR per domain.",
            "Equal scores count as their expectation over random order; the sampled lists are the same for every model on a dataset."
        })
public final class EvaluateCommand implements Callable<Integer> {
    private static final String ROW = "%-16s %8s %10s %10s %10s %10s%n";

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "RUN", description = "Run directory made by train.")
    private Path path;

    @Option(
            names = "--split",
            paramLabel = "SPLIT",
            defaultValue = "test",
            description = "test (default) or validation.")
    private String splitName;

    @Option(
            names = "--candidates",
            paramLabel = "WHICH",
            description = "999: the target among 999 sampled negatives; all: among its whole domain. Default: both.")
    private String candidates;

    @Option(names = "--json", description = "Print JSON instead of a table.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        Split split = split();
        List<Among> wanted = wanted();
        TrainedRun run = TrainedRun.open(path);
        List<EvaluationReport> reports = evaluate(run, split, wanted);
        for (EvaluationReport report : reports) {
            report.save(run);
        }
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(new ObjectMapper()
                    .enable(SerializationFeature.INDENT_OUTPUT)
                    .writeValueAsString(reports));
        } else {
            reports.forEach(report -> print(out, report, among(report, run.dataset())));
        }
        out.flush();
        return 0;
    }

    private List<EvaluationReport> evaluate(TrainedRun run, Split split, List<Among> wanted) {
        double users = run.users(split);
        AtomicInteger done = new AtomicInteger();
        try (StepProgress progress = new StepProgress(spec.commandLine().getErr())) {
            String among = wanted.size() > 1
                    ? "sampled and all items"
                    : wanted.get(0) == Among.ALL ? "all items" : "sampled items";
            progress.started("ranking among " + among, () -> done.get() / users);
            return wanted.size() > 1
                    ? EvaluationReport.both(run, split, done::set)
                    : List.of(EvaluationReport.of(run, split, wanted.get(0), done::set));
        }
    }

    private Split split() {
        return switch (splitName.toLowerCase(Locale.ROOT)) {
            case "test" -> Split.TEST;
            case "validation" -> Split.VALIDATION;
            default ->
                throw new IllegalArgumentException("--split is '" + splitName + "', expected test or validation");
        };
    }

    private List<Among> wanted() {
        if (candidates == null) {
            return List.of(Among.SAMPLED, Among.ALL);
        }
        return switch (candidates.toLowerCase(Locale.ROOT)) {
            case "999" -> List.of(Among.SAMPLED);
            case "all" -> List.of(Among.ALL);
            default -> throw new IllegalArgumentException("--candidates is '" + candidates + "', expected 999 or all");
        };
    }

    /** What the targets were ranked among; a domain that is too small gives fewer negatives. */
    private static String among(EvaluationReport report, Dataset dataset) {
        if (report.candidates().equals("all")) {
            return "all items of the domain";
        }
        int smallest = dataset.catalog().domains().stream()
                .mapToInt(Domain::size)
                .min()
                .orElseThrow();
        boolean enough = smallest > Integer.parseInt(report.candidates()) + dataset.inputWindow() + 2;
        return (enough ? "" : "up to ") + report.candidates() + " sampled negatives";
    }

    private static void print(PrintWriter out, EvaluationReport report, String among) {
        out.printf("%s, epoch %d, %s, among %s%n", report.model(), report.epoch(), report.split(), among);
        out.printf(ROW, "domain", "users", "HR@5", "HR@10", "NDCG@10", "MRR");
        report.domains()
                .forEach((name, m) -> out.printf(
                        ROW, name, m.users(), four(m.hr5()), four(m.hr10()), four(m.ndcg10()), four(m.mrr())));
        double sum =
                report.domains().values().stream().mapToDouble(Metrics::mrr).sum();
        out.printf("MRR summed over domains %s%n%n", four(sum));
    }

    private static String four(double value) {
        return String.format(Locale.ROOT, "%.4f", value);
    }
}
