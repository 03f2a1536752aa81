package org.interweave.learn.train;

import java.io.IOException;
import java.nio.file.Path;
import org.interweave.core.data.DataException;
import org.interweave.core.data.Dataset;
import org.interweave.core.metric.Scorer;
import org.interweave.core.split.Split;
import org.interweave.core.split.TrainingData;
import org.interweave.learn.model.Models;
import org.interweave.learn.model.Recommender;
import org.interweave.learn.model.TorchScorer;
import org.interweave.learn.torch.Libtorch;
import org.interweave.learn.torch.Parameters;
import org.interweave.learn.torch.Safetensors;

/** A run directory opened for use: its best model, checked against the manifest, with the dataset it knows. */
public final class TrainedRun {
    private final RunDirectory files;
    private final RunManifest manifest;
    private final RunConfig config;
    private final Dataset dataset;
    private final Recommender model;

    private TrainedRun(RunDirectory files, RunManifest manifest, RunConfig config, Dataset dataset, Recommender model) {
        this.files = files;
        this.manifest = manifest;
        this.config = config;
        this.dataset = dataset;
        this.model = model;
    }

    /** Opens a run and checks format, checksums, configuration, dataset and every tensor of the model. */
    public static TrainedRun open(Path path) throws IOException {
        RunDirectory files = RunDirectory.view(path);
        RunManifest manifest = RunManifest.read(files.manifest());
        Dataset dataset;
        RunConfig config = config(files.config());
        try (Libtorch.AheadOfUse loading = Libtorch.loadAhead()) {
            manifest.requireIntact(path);
            dataset = dataset(files, manifest);
        }
        Libtorch.threads(config.training().threads());
        Libtorch.precision(config.training().precision());
        TrainingData data = new Protocol(dataset).trainingData();
        Recommender model = Parameters.undrawn(() -> Models.byId(config.model())
                .build(config.settings(), data, config.training().seed()));
        Safetensors.readInto(files.model(), model.parameters().named());
        model.parameters().freeze();
        model.prepare();
        return new TrainedRun(files, manifest, config, dataset, model);
    }

    private static Dataset dataset(RunDirectory files, RunManifest manifest) throws IOException {
        Dataset dataset = Dataset.open(files.dataset());
        if (!dataset.checksum().equals(manifest.dataset())) {
            throw new DataException(files.dataset() + ": checksum " + dataset.checksum() + " found, "
                    + manifest.dataset() + " expected: it is not the dataset that the model was trained on");
        }
        return dataset;
    }

    private static RunConfig config(Path file) throws IOException {
        try {
            return RunConfig.read(file);
        } catch (IllegalArgumentException e) {
            throw new DataException(e.getMessage(), e); // written by a program, not typed by the caller
        }
    }

    public Path path() {
        return files.path();
    }

    public RunDirectory files() {
        return files;
    }

    public RunManifest manifest() {
        return manifest;
    }

    public RunConfig config() {
        return config;
    }

    public Dataset dataset() {
        return dataset;
    }

    public Recommender model() {
        return model;
    }

    /** How many users have a target in the split that the model ranks. */
    public int users(Split split) {
        return new Protocol(dataset).users(scorer(), split);
    }

    /** Ranks the items of a domain for histories. */
    public Scorer scorer() {
        return new TorchScorer(model, dataset.catalog(), dataset.inputWindow());
    }
}
