package org.interweave.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.interweave.learn.Recommendation;
import org.interweave.learn.Recommendations;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The whole path on generated data. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Goes the whole way on generated logs, in two minutes or so.",
            "Prepares logs of films and books, trains MERIT and SASRec, compares them with each other and with two systems that do not learn, and recommends to one user. Needs no files."
        })
public final class DemoCommand implements Callable<Integer> {
    /** Found on validation: small enough for a minute, long enough to learn the ring. */
    private static final List<String> SETTINGS = List.of(
            "width=64",
            "dropout=0.2",
            "negatives=64",
            "batchUsers=128",
            "learningRate=0.003",
            "weightDecay=0.1",
            "gradientClearing=step",
            "precision=highest",
            "warmupEpochs=2",
            "learningRateFactor=0.4",
            "maxEpochs=16",
            "patience=3");

    private static final int SHOWN = 5;
    /** Tells a demo's directory from any other. */
    private static final String MARK = "demo.txt";

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--out",
            defaultValue = "interweave-demo",
            paramLabel = "DIR",
            description = "Where everything goes (default: ${DEFAULT-VALUE}).")
    private Path directory;

    @Option(
            names = "--seed",
            defaultValue = "1",
            paramLabel = "N",
            description = "Of the data and the training (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(names = "--overwrite", description = "Replace an earlier demo in --out.")
    private boolean overwrite;

    private PrintWriter out;

    @Override
    public Integer call() throws IOException {
        out = spec.commandLine().getOut();
        Path logs = directory.resolve("logs");
        Path data = directory.resolve("data");
        Path run = directory.resolve("run");
        Path other = directory.resolve("run-sasrec");
        claim();
        DemoData demo = DemoData.standard(seed);
        demo.write(logs);
        say("1. Logs of " + demo.users() + " users, films and books, in " + logs
                + ".\nMost of the time a user goes from an item to a certain item of the other domain:\n"
                + "what comes next is told by the last item, and only across the domains.");
        List<String> prepare = new ArrayList<>(List.of("prepare"));
        DemoData.DOMAINS.forEach(name -> prepare.addAll(List.of("--domain", name + "=" + logs.resolve(name + ".csv"))));
        prepare.addAll(List.of("--out", data.toString(), "--overwrite"));
        int code = run("2. Preparation", prepare);
        code = code == 0 ? run("3. Training", training("merit", data, run)) : code;
        code = code == 0
                ? run("SASRec, which reads all domains as one, with the same settings", training("sasrec", data, other))
                : code;
        if (code == 0) {
            new DemoComparison(directory, SETTINGS).of(run, other).forEach(this::say);
            recommend(run);
            next(run);
        }
        return code;
    }

    /** Makes the directory, or takes one over that a demo made; anything else is left alone. */
    private void claim() throws IOException {
        Path mark = directory.resolve(MARK);
        if (Files.exists(directory) && !overwrite) {
            throw new IllegalArgumentException(directory + " exists. Try: --overwrite, or another --out");
        }
        if (Files.exists(directory) && !Files.exists(mark)) {
            throw new IllegalArgumentException(directory + " exists and was not made by a demo (it holds no " + MARK
                    + "), so it is not replaced. Try: another --out");
        }
        Files.createDirectories(directory);
        Files.writeString(mark, "Made by interweave demo; demo --overwrite writes over what it made here.\n");
    }

    private List<String> training(String model, Path data, Path run) {
        List<String> train = new ArrayList<>(List.of("train", data.toString(), "--model", model));
        train.addAll(List.of("--out", run.toString(), "--seed", Long.toString(seed), "--overwrite"));
        SETTINGS.forEach(setting -> train.addAll(List.of("--set", setting)));
        return train;
    }

    private int run(String title, List<String> command) {
        say("\n" + title + "\n$ ./interweave " + String.join(" ", command));
        return Main.run(command.toArray(new String[0]), out, spec.commandLine().getErr());
    }

    private void recommend(Path path) throws IOException {
        Recommendations run = Recommendations.open(path);
        String user = "user-0001";
        List<String> history = run.historyOf(user);
        say("\n5. " + user + ", newest last: ... "
                + String.join(", ", history.subList(Math.max(0, history.size() - 8), history.size())));
        TextTable table = new TextTable().alignLeft(1).row(List.of("", "item", "score"));
        for (String domain : run.domains()) {
            List<Recommendation> top = run.forUser(user).in(domain).top(SHOWN);
            for (int i = 0; i < top.size(); i++) {
                table.row(List.of(
                        domain + " " + (i + 1),
                        top.get(i).item(),
                        four(top.get(i).score())));
            }
        }
        table.lines().forEach(out::println);
    }

    private void next(Path run) {
        say("\nThe run is in " + run + ". Try:");
        for (String command : Arrays.asList(
                "./interweave recommend " + run + " --user user-0002 -k 5",
                "./interweave evaluate " + run,
                "./interweave describe " + directory.resolve("data"))) {
            out.println("  " + command);
        }
        say("The comparison as a page, with learning curves and how sure its differences are:\n  "
                + directory.resolve(DemoComparison.PAGE));
        out.flush();
    }

    private void say(String text) {
        out.println(text);
        out.flush();
    }

    private static String four(double value) {
        return String.format(Locale.ROOT, "%.4f", value);
    }
}
