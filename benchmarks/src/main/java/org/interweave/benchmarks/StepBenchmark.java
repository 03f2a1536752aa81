package org.interweave.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import org.interweave.learn.model.merit.Merit;
import org.interweave.learn.train.RunConfig;

/** The training step as we take it, in both precisions, and as the authors' code takes it, on the same batches. */
final class StepBenchmark {
    private static final int TRIAL_USERS = 16;
    private static final int TRIAL_STEPS = 2;
    private static final double SHARE_OF_MEMORY = 0.9;

    private final Options options;
    private final PrintStream progress;

    private StepBenchmark(Options options, PrintStream progress) {
        this.options = options;
        this.progress = progress;
    }

    /**
     * @param referenceSteps 0 leaves the reference out
     * @param referenceUsers at once; 0 means as many as fit into memory
     */
    private record Options(
            Source source,
            List<String> settings,
            int warmup,
            int steps,
            int referenceWarmup,
            int referenceSteps,
            int referenceUsers) {

        static Options of(Arguments arguments) {
            boolean reference = !arguments.has("--no-reference");
            int referenceSteps = arguments.number("--reference-steps", 1, 3);
            return new Options(
                    new Source(arguments.text("--data", ""), DataShape.FOOD_KITCHEN),
                    arguments.texts("--set"),
                    arguments.number("--warmup", 0, 30),
                    arguments.number("--steps", 1, 12),
                    arguments.number("--reference-warmup", 0, 1),
                    reference ? referenceSteps : 0,
                    arguments.number("--reference-users", 1, Integer.MAX_VALUE));
        }
    }

    static void run(Path home, Arguments arguments, PrintStream out, PrintStream err) throws IOException {
        Options options = Options.of(arguments);
        String name = arguments.text("--name", "");
        boolean keep = !arguments.has("--no-record");
        arguments.requireAllUsed();
        StepRecord record = new StepBenchmark(options, err).measure(home, name);
        out.print(StepTable.render(record));
        if (keep) {
            out.println("Record: " + Records.write(home, record.name() + StepRecord.SUFFIX, record));
        }
    }

    private StepRecord measure(Path home, String name) throws IOException {
        RunConfig config = RunConfig.defaults("merit").with(options.settings);
        progress.println("The fastest matrix products of this machine:");
        Main.Probe probe = Child.run(Main.Probe.class, progress, "probe");
        probe.peaks()
                .forEach(p -> progress.printf(
                        Locale.ROOT, "  %s: %.0f GFLOP/s at %d x %d%n", p.type(), p.gigaflops(), p.size(), p.size()));
        List<StepRecord.Trial> trials = options.referenceSteps > 0 ? trials() : List.of();
        List<Task> tasks = tasks(config, trials);
        List<StepRecord.Variant> variants = new ArrayList<>();
        for (Task task : tasks) {
            progress.printf("%s (%d of %d):%n", task.label(), variants.size() + 1, tasks.size());
            String precision = task.config().training().precision().name().toLowerCase(Locale.ROOT);
            String implementation = task.implementation().name().toLowerCase(Locale.ROOT);
            variants.add(new StepRecord.Variant(
                    task.label(),
                    implementation,
                    precision,
                    task.warmup(),
                    task.usersAtOnce(),
                    task.blasThreads(),
                    Child.measure(task, progress)));
        }
        String data = variants.get(0).measured().data().name();
        return new StepRecord(
                StepRecord.FORMAT,
                name.isEmpty() ? data : name,
                Records.today(),
                Records.commit(home),
                probe.machine(),
                new ObjectMapper().readTree(config.toJson()),
                probe.peaks(),
                trials,
                variants);
    }

    private List<Task> tasks(RunConfig config, List<StepRecord.Trial> trials) throws IOException {
        List<Task> tasks = new ArrayList<>();
        for (String precision : List.of("medium", "highest")) {
            tasks.add(new Task(
                    "packed, " + precision,
                    Task.Implementation.PACKED,
                    options.source,
                    with(precision),
                    options.warmup,
                    options.steps,
                    config.training().batchUsers(),
                    0));
        }
        if (!trials.isEmpty()) {
            int fastest = trials.stream()
                    .min(Comparator.comparingDouble(StepRecord.Trial::medianMillis))
                    .orElseThrow()
                    .blasThreads();
            tasks.add(new Task(
                    "padded, highest",
                    Task.Implementation.PADDED,
                    options.source,
                    with("highest"),
                    options.referenceWarmup,
                    options.referenceSteps,
                    usersAtOnce(config),
                    fastest));
        }
        return tasks;
    }

    private List<StepRecord.Trial> trials() throws IOException {
        List<StepRecord.Trial> trials = new ArrayList<>();
        List<String> settings = with("highest");
        settings.add("batchUsers=" + TRIAL_USERS);
        for (int threads : new TreeSet<>(List.of(1, Runtime.getRuntime().availableProcessors()))) {
            String label = "trial, padded, OpenBLAS threads " + threads;
            progress.println(label + ":");
            Measurement measured = Child.measure(
                    new Task(
                            label,
                            Task.Implementation.PADDED,
                            options.source,
                            settings,
                            1,
                            TRIAL_STEPS,
                            TRIAL_USERS,
                            threads),
                    progress);
            double median =
                    Spread.of(measured.steps(), Measurement.Sample::totalMillis).median();
            trials.add(new StepRecord.Trial(threads, TRIAL_USERS, median));
        }
        return trials;
    }

    private List<String> with(String precision) {
        List<String> settings = new ArrayList<>(options.settings);
        settings.add("precision=" + precision);
        return settings;
    }

    /** As many users as asked for; unless told, halves the batch until it fits into the memory that is free. */
    private int usersAtOnce(RunConfig config) throws IOException {
        int users = Math.min(options.referenceUsers, config.training().batchUsers());
        long available = Machine.availableBytes();
        if (options.referenceUsers < Integer.MAX_VALUE || available == 0) {
            return users;
        }
        Source.Opened source = options.source.open();
        double perUser = new PaddedMemory(
                        (Merit.Config) config.settings(), source.catalog().domainCount())
                .bytesPerUser(source.window());
        while (users > 1 && users * perUser > SHARE_OF_MEMORY * available) {
            users = (users + 1) / 2;
        }
        if (users < config.training().batchUsers()) {
            progress.printf(
                    Locale.ROOT,
                    "The padded reference would need about %.0f GB for %d users and %.0f GB are free: it sums the gradients of chunks of %d users%n",
                    perUser * config.training().batchUsers() / 1e9,
                    config.training().batchUsers(),
                    available / 1e9,
                    users);
        }
        return users;
    }
}
