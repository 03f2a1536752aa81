package org.interweave.cli;

import static picocli.CommandLine.Model.UsageMessageSpec.SECTION_KEY_FOOTER;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import org.interweave.core.data.Dataset;
import org.interweave.learn.model.ModelEntry;
import org.interweave.learn.model.Models;
import org.interweave.learn.train.Event;
import org.interweave.learn.train.Feasibility;
import org.interweave.learn.train.RunConfig;
import org.interweave.learn.train.RunDirectory;
import org.interweave.learn.train.Trainer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Trains a model on a prepared dataset, or goes on with a run. */
@Command(
        name = "train",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Trains a model and keeps the weights of the best validation.",
            "Ctrl-C saves and stops; --resume goes on, bit for bit as if it had not stopped."
        })
public final class TrainCommand implements Callable<Integer> {
    private static final int INTERRUPTED = 130;

    private CommandSpec spec;

    @Parameters(
            arity = "0..1",
            paramLabel = "DIR",
            description = "Dataset directory made by prepare; may be left out with --resume.")
    private Path data;

    @Option(
            names = "--out",
            required = true,
            paramLabel = "RUN",
            description = "Run directory: configuration, journal, checkpoint, model.")
    private Path out;

    @Option(names = "--model", paramLabel = "NAME", description = "The model, unless --run names it.")
    private String model;

    @Option(
            names = "--run",
            paramLabel = "FILE",
            description = "Settings from a run.json; what it leaves out takes its default.")
    private Path runFile;

    @Option(names = "--set", paramLabel = "NAME=VALUE", description = "One setting, see below; may be repeated.")
    private List<String> assignments = new ArrayList<>();

    @Option(
            names = "--target",
            paramLabel = "DOMAIN",
            description = "The domain to recommend items of, for models that have the setting target.")
    private String target;

    @Option(names = "--seed", paramLabel = "N", description = "The same as --set seed=N.")
    private Long seed;

    @Option(names = "--threads", paramLabel = "N", description = "The same as --set threads=N.")
    private Integer threads;

    @Option(names = "--resume", description = "Go on with the run in --out.")
    private boolean resume;

    @Option(names = "--overwrite", description = "Replace the run in --out.")
    private boolean overwrite;

    @Spec
    void spec(CommandSpec commandSpec) {
        spec = commandSpec;
        // Worked out when it is asked for: it looks at every model, and every other command makes this object too.
        spec.usageMessage()
                .sectionMap()
                .put(SECTION_KEY_FOOTER, help -> String.join("\n", SettingsHelp.lines()) + "\n");
    }

    @Override
    public Integer call() throws IOException {
        if (resume && overwrite) {
            throw new IllegalArgumentException("--resume and --overwrite exclude each other");
        }
        return resume ? goOn() : start();
    }

    private int start() throws IOException {
        if (data == null) {
            throw new IllegalArgumentException(
                    "the dataset directory is missing. Try: interweave train DIR --model merit --out " + out);
        }
        RunConfig config = asked(null);
        Dataset dataset = Dataset.open(data);
        Feasibility.require(dataset, config);
        try (RunDirectory run = RunDirectory.create(out, dataset, config, overwrite)) {
            return train(dataset, config, run);
        }
    }

    private int goOn() throws IOException {
        try (RunDirectory run = RunDirectory.resume(out)) {
            RunConfig stored = RunConfig.read(run.config());
            RunConfig config = asked(stored);
            List<String> differences = stored.differences(config);
            if (!differences.isEmpty()) {
                throw new IllegalArgumentException(
                        "this run was started with other settings (started with, asked for): "
                                + String.join("; ", differences)
                                + ". Try: leave them out when resuming, or train into another --out");
            }
            Dataset dataset = Dataset.open(data == null ? run.dataset() : data);
            if (run.isFinished()) {
                spec.commandLine().getErr().println("Nothing to go on with: this run had finished before.");
            }
            return train(dataset, config, run);
        }
    }

    /** Defaults or the stored configuration, then the file, then single settings. */
    private RunConfig asked(RunConfig stored) throws IOException {
        RunConfig base = stored;
        if (runFile != null) {
            base = RunConfig.read(runFile);
        } else if (stored == null) {
            if (model == null) {
                String known = Models.ALL.stream().map(ModelEntry::id).collect(Collectors.joining(", "));
                throw new IllegalArgumentException(
                        "no model named. Try: --model NAME with one of: " + known + ", or --run FILE");
            }
            base = RunConfig.defaults(model);
        }
        if (model != null && !model.equals(base.model())) {
            throw new IllegalArgumentException("--model is " + model + ", but "
                    + (runFile != null ? runFile : out.resolve("run.json")) + " says " + base.model());
        }
        List<String> all = new ArrayList<>(assignments);
        if (target != null) {
            requireTarget(base);
            all.add("target=" + target);
        }
        if (seed != null) {
            all.add("seed=" + seed);
        }
        if (threads != null) {
            all.add("threads=" + threads);
        }
        return base.with(all);
    }

    private static void requireTarget(RunConfig config) {
        if (!hasTarget(config)) {
            String others = Models.ALL.stream()
                    .map(ModelEntry::id)
                    .filter(id -> hasTarget(RunConfig.defaults(id)))
                    .collect(Collectors.joining(", "));
            throw new IllegalArgumentException("--target: " + config.model()
                    + " recommends items of all domains. Try: leave it out, or --model with one of: " + others);
        }
    }

    private static boolean hasTarget(RunConfig config) {
        return config.list().stream().anyMatch(setting -> setting.name().equals("target"));
    }

    private int train(Dataset dataset, RunConfig config, RunDirectory run) throws IOException {
        TrainingProgress progress =
                new TrainingProgress(spec.commandLine().getErr(), config.training(), Ansi.AUTO.enabled());
        CountDownLatch returned = new CountDownLatch(1);
        try (Trainer trainer = new Trainer(dataset, config, run, progress)) {
            Thread onSignal = StopSignal.install(trainer::requestStop, returned);
            try {
                return summary(trainer.fit());
            } finally {
                returned.countDown();
                StopSignal.withdraw(onSignal);
            }
        }
    }

    private int summary(Event.Stopped stopped) {
        PrintWriter text = spec.commandLine().getOut();
        if (!stopped.finished()) {
            text.printf(
                    "Stopped after %d whole epochs and saved. Go on with: interweave train --resume --out %s%n",
                    stopped.epoch(), out);
            text.flush();
            return INTERRUPTED;
        }
        text.printf(
                "Finished after epoch %d: %s.%nBest epoch %d, validation MRR summed over domains %.4f.%nModel: %s%nNext: interweave evaluate %s%n",
                stopped.epoch(),
                stopped.reason(),
                stopped.bestEpoch(),
                stopped.bestScore(),
                out.resolve("model.safetensors"),
                out);
        text.flush();
        return 0;
    }
}
