package org.interweave.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.interweave.learn.Recommendation;
import org.interweave.learn.Recommendations;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Recommends items to a user or for a history. */
@Command(
        name = "recommend",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Recommends items of each domain, by raw id, to a user of the dataset or for any history.",
            "Items already seen are left out. A history with nothing known gets the most popular items, and the answer says so."
        })
public final class RecommendCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "RUN", description = "Run directory made by train.")
    private Path path;

    @ArgGroup(multiplicity = "1")
    private Who who;

    private static final class Who {
        @Option(names = "--user", paramLabel = "ID", description = "Raw id of a user of the dataset.")
        private String user;

        @Option(
                names = "--history",
                paramLabel = "FILE",
                description =
                        "Raw item ids, one per line, oldest first, optionally followed by a comma or tab and a time in seconds,"
                                + " which then decides the order; - reads standard input.")
        private String history;
    }

    @Option(names = "--domain", paramLabel = "NAME", description = "Only this domain (default: all).")
    private String domain;

    @Option(
            names = "-k",
            defaultValue = "10",
            paramLabel = "N",
            description = "Items per domain (default: ${DEFAULT-VALUE}).")
    private int k;

    @Option(names = "--include-seen", description = "Let items of the history be recommended again.")
    private boolean includeSeen;

    @Option(names = "--json", description = "Print JSON instead of a table.")
    private boolean json;

    /** @param source "model", or "popularity" where nothing of the history is known */
    private record Answer(String domain, String source, int skippedItems, List<Recommendation> items) {}

    @Override
    public Integer call() throws IOException {
        if (k < 1) {
            throw new IllegalArgumentException("-k is " + k + ", expected 1 or more");
        }
        List<String> history = who.user == null ? HistoryFile.read(who.history, System.in) : List.of();
        Recommendations run = Recommendations.open(path);
        Recommendations.Request request = who.user == null ? run.forHistory(history) : run.forUser(who.user);
        if (includeSeen) {
            request = request.includeSeen();
        }
        List<Answer> answers = new ArrayList<>();
        for (String name : domain == null ? run.domains() : List.of(domain)) {
            Recommendations.Request asked = request.in(name);
            String source = asked.fromPopularity() ? "popularity" : "model";
            answers.add(new Answer(name, source, asked.unknownItems(), asked.top(k)));
        }
        warn(request, history.size());
        print(answers);
        return 0;
    }

    private void warn(Recommendations.Request request, int given) {
        PrintWriter err = spec.commandLine().getErr();
        if (request.unknownItems() > 0) {
            err.printf(
                    "%d of %d items of the history are not in the dataset and were skipped%n",
                    request.unknownItems(), given);
        }
        if (request.fromPopularity()) {
            err.println("Nothing of the history is known: these are the most popular items");
        }
        err.flush();
    }

    private void print(List<Answer> answers) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(new ObjectMapper()
                    .enable(SerializationFeature.INDENT_OUTPUT)
                    .writeValueAsString(answers));
        } else {
            answers.forEach(answer -> print(out, answer));
        }
        out.flush();
    }

    private static void print(PrintWriter out, Answer answer) {
        TextTable table = new TextTable().alignLeft(1).row(List.of(answer.domain, "item", "score"));
        for (int i = 0; i < answer.items.size(); i++) {
            Recommendation item = answer.items.get(i);
            table.row(List.of(Integer.toString(i + 1), item.item(), String.format(Locale.ROOT, "%.4f", item.score())));
        }
        table.lines().forEach(out::println);
        out.println();
    }
}
