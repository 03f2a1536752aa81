package org.interweave.learn.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import org.interweave.core.data.DataException;
import org.interweave.learn.model.GradientClearing;
import org.interweave.learn.torch.AdamW;
import org.interweave.learn.torch.Parameters;
import org.interweave.learn.torch.Safetensors;

/**
 * checkpoint.safetensors: everything a training needs to go on as if it had never stopped.
 *
 * <p>Tensors: parameters by storage name, {@code mean/NAME}, {@code square/NAME}, and {@code gradient/NAME} when an epoch that sums its gradients is under way. The rest is
 * metadata. Randomness needs no state: it follows from seed, epoch and step.
 *
 * @param schedule after the last completed epoch
 * @param totals of the epoch under way
 * @param optimizerSteps steps taken in all
 * @param journalBytes length of the journal that belongs to this state
 * @param threads the thread count that computed it
 */
record Checkpoint(Schedule schedule, EpochTotals totals, long optimizerSteps, long journalBytes, int threads) {
    private static final String FORMAT = "interweave-checkpoint/1";

    /** What may not change between saving and going on. */
    record Identity(RunConfig config, String datasetChecksum) {}

    /** The live tensors of a training. */
    record Live(Parameters parameters, AdamW optimizer) {
        private Map<String, Tensor> tensors(boolean gradients) {
            Map<String, Tensor> tensors = new LinkedHashMap<>(parameters.storage());
            tensors.putAll(optimizer.moments());
            if (gradients) {
                tensors.putAll(optimizer.gradients());
            }
            return tensors;
        }
    }

    /** Replaces the file; on failure the one before stays. */
    void write(Path file, Identity identity, Live live) throws IOException {
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put("format", FORMAT);
        metadata.put("config", identity.config.toJson());
        metadata.put("dataset", identity.datasetChecksum);
        metadata.put("epoch", Integer.toString(schedule.epoch()));
        metadata.put("bestEpoch", Integer.toString(schedule.bestEpoch()));
        metadata.put("bestScore", Double.toString(schedule.bestScore()));
        metadata.put("failures", Integer.toString(schedule.failures()));
        metadata.put("cuts", Integer.toString(schedule.cuts()));
        metadata.put("step", Integer.toString(totals.step()));
        metadata.put("loss", Double.toString(totals.loss()));
        metadata.put("tokens", Long.toString(totals.tokens()));
        metadata.put("seconds", Double.toString(totals.seconds()));
        metadata.put("optimizerSteps", Long.toString(optimizerSteps));
        metadata.put("journalBytes", Long.toString(journalBytes));
        metadata.put("threads", Integer.toString(threads));
        Safetensors.write(file, metadata, live.tensors(holdsGradients(identity.config)));
    }

    private boolean holdsGradients(RunConfig config) {
        return totals.step() > 0 && config.training().gradientClearing() == GradientClearing.EPOCH;
    }

    /** The state without its tensors; nothing if nothing was saved yet. */
    static Optional<Checkpoint> read(Path file, Identity identity) throws IOException {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        Fields fields = new Fields(file, advised(() -> Safetensors.metadata(file)));
        fields.require("format", FORMAT, "Try: train anew with --overwrite");
        fields.requireSame(identity.config);
        fields.require("dataset", identity.datasetChecksum, "Try: resume with the dataset that the run started with");
        return Optional.of(new Checkpoint(
                new Schedule(
                        (int) fields.integer("epoch"),
                        (int) fields.integer("bestEpoch"),
                        fields.real("bestScore"),
                        (int) fields.integer("failures"),
                        (int) fields.integer("cuts")),
                new EpochTotals(
                        (int) fields.integer("step"),
                        fields.real("loss"),
                        fields.integer("tokens"),
                        fields.real("seconds")),
                fields.integer("optimizerSteps"),
                fields.integer("journalBytes"),
                (int) fields.integer("threads")));
    }

    /** Fills the live tensors from the file that this state was read from. */
    void restore(Path file, RunConfig config, Live live) throws IOException {
        advised(() -> Safetensors.readInto(file, live.tensors(holdsGradients(config))));
        live.optimizer.steps(optimizerSteps);
    }

    private interface Reading<T> {
        T read() throws IOException;
    }

    private static <T> T advised(Reading<T> reading) throws IOException {
        try {
            return reading.read();
        } catch (DataException e) {
            String advice = e.getMessage().contains("Try:") ? "" : ". Try: train anew with --overwrite";
            throw new DataException(e.getMessage() + advice, e);
        }
    }

    private record Fields(Path file, Map<String, String> values) {
        void require(String name, String expected, String advice) {
            if (!expected.equals(values.get(name))) {
                throw new DataException(file + ": metadata " + name + " is " + shown(values.get(name)) + ", expected "
                        + shown(expected) + ". " + advice);
            }
        }

        void requireSame(RunConfig config) {
            List<String> differences;
            try {
                differences =
                        RunConfig.parse(String.valueOf(values.get("config"))).differences(config);
            } catch (IllegalArgumentException e) {
                throw new DataException(file + ": metadata config is damaged: " + e.getMessage()
                        + ". Try: train anew with --overwrite");
            }
            if (!differences.isEmpty()) {
                throw new IllegalArgumentException(
                        file + " was saved with other settings (saved, asked for): " + String.join("; ", differences)
                                + ". Try: leave the settings out when resuming, or train into another --out");
            }
        }

        private static String shown(String value) {
            return value == null ? "missing" : value.replaceAll("\\s+", " ");
        }

        long integer(String name) {
            try {
                return Long.parseLong(String.valueOf(values.get(name)));
            } catch (NumberFormatException e) {
                throw unreadable(name, "a whole number");
            }
        }

        double real(String name) {
            try {
                return Double.parseDouble(String.valueOf(values.get(name)));
            } catch (NumberFormatException e) {
                throw unreadable(name, "a number");
            }
        }

        private DataException unreadable(String name, String expected) {
            return new DataException(file + ": metadata " + name + " is " + shown(values.get(name)) + ", expected "
                    + expected + ": the file is damaged. Try: train anew with --overwrite");
        }
    }
}
