package org.interweave.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.DoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** Time and memory of the production step on generated data, one thing growing at a time. */
final class GrowthBenchmark {
    private static final Setup BASE = new Setup(28_095, 2, 256, 24.29, 50, 256);
    private static final int LONG_WINDOW = 200;

    private final List<String> settings;
    private final int warmup;
    private final int steps;
    private final PrintStream progress;
    private final long start = System.nanoTime();
    /** Where axes meet is measured once. */
    private final Map<Setup, Measurement> measured = new HashMap<>();

    private GrowthBenchmark(Arguments arguments, PrintStream progress) {
        settings = arguments.texts("--set");
        warmup = arguments.number("--warmup", 0, 20);
        steps = arguments.number("--steps", 1, 5);
        this.progress = progress;
    }

    /** Everything that may grow. */
    private record Setup(int items, int domains, int batchUsers, double meanLength, int window, int width) {
        Source source() {
            List<Integer> perDomain = IntStream.range(0, domains)
                    .mapToObj(k -> items * (k + 1) / domains - items * k / domains)
                    .toList();
            return Source.generated(new DataShape(DataShape.FOOD_KITCHEN.users(), perDomain, meanLength, window));
        }

        Setup withItems(double n) {
            return new Setup((int) n, domains, batchUsers, meanLength, window, width);
        }

        Setup withDomains(double n) {
            return new Setup(items, (int) n, batchUsers, meanLength, window, width);
        }

        Setup withBatchUsers(double n) {
            return new Setup(items, domains, (int) n, meanLength, window, width);
        }

        Setup withMeanLength(double length) {
            return new Setup(items, domains, batchUsers, length, window, width);
        }

        Setup withWindow(double n) {
            return new Setup(items, domains, batchUsers, meanLength, (int) n, width);
        }

        Setup withWidth(double d) {
            return new Setup(items, domains, batchUsers, meanLength, window, (int) d);
        }
    }

    /** An axis: a name, and what it measures. */
    private record Plan(String name, double[] values, List<Setup> setups) {}

    private static List<Plan> plans() {
        return List.of(
                plan("items of the catalogue", BASE::withItems, BASE.items, 280_950, 1_000_000),
                plan("users of a batch", BASE::withBatchUsers, BASE.batchUsers, 512, 1024),
                plan("domains that share the tokens", BASE::withDomains, BASE.domains, 4),
                plan(
                        "mean length in a window of " + LONG_WINDOW,
                        length -> BASE.withWindow(LONG_WINDOW).withMeanLength(length),
                        BASE.meanLength,
                        2 * BASE.meanLength,
                        4 * BASE.meanLength),
                plan("window at the same mean length", BASE::withWindow, BASE.window, LONG_WINDOW),
                plan("width", BASE::withWidth, 64, 128, BASE.width, 512));
    }

    private static Plan plan(String name, DoubleFunction<Setup> at, double... values) {
        return new Plan(name, values, DoubleStream.of(values).mapToObj(at).toList());
    }

    static void run(Path home, Arguments arguments, PrintStream out, PrintStream err) throws IOException {
        GrowthBenchmark benchmark = new GrowthBenchmark(arguments, err);
        String name = arguments.text("--name", "generated");
        boolean keep = !arguments.has("--no-record");
        arguments.requireAllUsed();
        GrowthRecord record = benchmark.measure(home, name);
        out.print(GrowthTable.render(record));
        if (keep) {
            out.println("Record: " + Records.write(home, name + GrowthRecord.SUFFIX, record));
        }
    }

    private GrowthRecord measure(Path home, String name) throws IOException {
        Main.Probe probe = Child.run(Main.Probe.class, progress, "probe");
        List<Plan> plans = plans();
        long points = plans.stream().flatMap(p -> p.setups.stream()).distinct().count();
        List<GrowthRecord.Axis> axes = new ArrayList<>();
        for (Plan plan : plans) {
            List<GrowthRecord.Point> line = new ArrayList<>();
            for (int i = 0; i < plan.values.length; i++) {
                String label = String.format(Locale.ROOT, "%s: %,.0f", plan.name, plan.values[i]);
                line.add(new GrowthRecord.Point(plan.values[i], measure(label, plan.setups.get(i), points)));
            }
            axes.add(new GrowthRecord.Axis(plan.name, line));
        }
        return new GrowthRecord(
                GrowthRecord.FORMAT,
                name,
                Records.today(),
                Records.commit(home),
                probe.machine(),
                new ObjectMapper().readTree(task("", BASE).config().toJson()),
                axes);
    }

    private Measurement measure(String label, Setup setup, long points) throws IOException {
        if (!measured.containsKey(setup)) {
            double perPoint = (System.nanoTime() - start) / 1e9 / Math.max(1, measured.size());
            progress.printf(
                    Locale.ROOT,
                    "%s (%d of %d, about %.0f s left):%n",
                    label,
                    measured.size() + 1,
                    points,
                    perPoint * (points - measured.size()));
            measured.put(setup, Child.measure(task(label, setup), progress));
        }
        return measured.get(setup);
    }

    private Task task(String label, Setup setup) {
        List<String> all = new ArrayList<>(List.of("precision=medium"));
        all.addAll(settings);
        all.add("batchUsers=" + setup.batchUsers);
        all.add("width=" + setup.width);
        return new Task(label, Task.Implementation.PACKED, setup.source(), all, warmup, steps, setup.batchUsers, 0);
    }
}
