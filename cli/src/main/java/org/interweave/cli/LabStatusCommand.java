package org.interweave.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import org.interweave.lab.study.Pace;
import org.interweave.lab.study.Progress;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How far a study is. */
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Lists the runs that a table needs: which are done, under way or to do, and how long the rest will take.")
final class LabStatusCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private LabPlan plan;

    @Option(names = "--json", description = "Print JSON instead of a table.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        List<Progress.Standing> standings = plan.standings();
        Pace pace = new Pace(plan.records(), plan.runs());
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            printJson(out, standings, pace);
        } else {
            print(out, standings, pace);
        }
        out.flush();
        return 0;
    }

    private static void print(PrintWriter out, List<Progress.Standing> standings, Pace pace) throws IOException {
        TextTable table = new TextTable().alignLeft(1).row(List.of("run", "state", "epochs", "best MRR sum", "left"));
        for (Progress.Standing standing : standings) {
            OptionalDouble left = left(standing, pace);
            table.row(List.of(
                    standing.run().name(),
                    standing.state().words(),
                    standing.epochs() == 0 ? "" : Integer.toString(standing.epochs()),
                    standing.best() == 0 ? "" : String.format(Locale.ROOT, "%.4f", standing.best()),
                    standing.state() == Progress.State.DONE ? "" : left.isEmpty() ? "not measured" : spell(left)));
        }
        table.lines().forEach(out::println);
        for (Progress.Standing standing : standings) {
            if (standing.state() == Progress.State.OTHER) {
                out.printf("Note: the record %s is %s.%n", standing.run().name(), standing.why());
            }
        }
        out.println(summary(standings, pace));
    }

    private static OptionalDouble left(Progress.Standing standing, Pace pace) throws IOException {
        return standing.state() == Progress.State.DONE ? OptionalDouble.of(0) : pace.secondsLeft(standing);
    }

    private static String spell(OptionalDouble seconds) {
        return "about " + TrainingProgress.duration(seconds.getAsDouble());
    }

    /** One line: how many runs, how many done, how long the rest. */
    static String summary(List<Progress.Standing> standings, Pace pace) throws IOException {
        double seconds = 0;
        int done = 0;
        int unknown = 0;
        for (Progress.Standing standing : standings) {
            OptionalDouble left = left(standing, pace);
            done += standing.state() == Progress.State.DONE ? 1 : 0;
            unknown += left.isEmpty() ? 1 : 0;
            seconds += left.orElse(0);
        }
        String text = runs(standings.size()) + ", " + done + " done";
        if (done < standings.size()) {
            text += "; " + rest(seconds, standings.size() - done, unknown);
        }
        return text + ".";
    }

    private static String runs(int count) {
        return count == 1 ? "1 run" : count + " runs";
    }

    private static String rest(double seconds, int open, int unknown) {
        if (unknown == open) {
            return "how long the rest takes is not measured yet. Try: lab run --dry-run, which does a few steps of each";
        }
        return (unknown > 0 ? runs(open - unknown) + " of the rest take" : "the rest takes") + " about "
                + TrainingProgress.duration(seconds)
                + (unknown > 0 ? ", and " + runs(unknown) + " are not measured yet" : "")
                + "; early stopping decides";
    }

    private static void printJson(PrintWriter out, List<Progress.Standing> standings, Pace pace) throws IOException {
        List<Map<String, Object>> rows = new ArrayList<>();
        for (Progress.Standing standing : standings) {
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("run", standing.run().name());
            row.put("state", standing.state().name().toLowerCase(Locale.ROOT).replace('_', '-'));
            row.put("epochs", standing.epochs());
            row.put("bestValidationMrrSum", standing.best());
            OptionalDouble left = left(standing, pace);
            row.put("secondsLeft", left.isEmpty() ? null : left.getAsDouble());
            row.put("why", standing.why());
            rows.add(row);
        }
        out.println(
                new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValueAsString(rows));
    }
}
