package org.interweave.learn.train;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.interweave.core.data.DataException;
import org.interweave.core.data.Manifest;
import org.interweave.core.io.AtomicFile;
import org.interweave.core.io.Digests;
import org.interweave.core.metric.Evaluation;
import org.interweave.core.metric.Metrics;

/**
 * manifest.json of a run: what its model is and what the files must be.
 *
 * @param dataset checksum of the dataset the model was trained on
 * @param bestEpoch epoch the model is from
 * @param finished whether training ended by itself, rather than being under way or interrupted
 * @param candidateHash of the lists that the validation ranked
 * @param validation metrics of the model by domain
 * @param files size and SHA-256 by name
 */
public record RunManifest(
        String format,
        String model,
        String dataset,
        int bestEpoch,
        boolean finished,
        String candidateHash,
        Map<String, Metrics> validation,
        Map<String, Manifest.FileEntry> files) {
    static final String FORMAT = "interweave-run/1";
    private static final ObjectMapper JSON = new ObjectMapper()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES);

    /** Describes the files as they are now. */
    static RunManifest describe(RunDirectory run, Checkpoint.Identity identity, int bestEpoch, Evaluation validation)
            throws IOException {
        Map<String, Manifest.FileEntry> files = new LinkedHashMap<>();
        for (Path file : List.of(run.config(), run.model())) {
            files.put(file.getFileName().toString(), new Manifest.FileEntry(Files.size(file), Digests.sha256(file)));
        }
        return new RunManifest(
                FORMAT,
                identity.config().model(),
                identity.datasetChecksum(),
                bestEpoch,
                false,
                validation.candidateHash(),
                validation.domains(),
                files);
    }

    RunManifest asFinished() {
        return new RunManifest(format, model, dataset, bestEpoch, true, candidateHash, validation, files);
    }

    void write(Path file) throws IOException {
        AtomicFile.writeString(file, JSON.writeValueAsString(this) + "\n");
    }

    /** Reads the file and checks its form; {@link #requireIntact} checks the files it lists. */
    static RunManifest read(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new DataException(file + ": missing: this directory holds no trained model."
                    + " Try: interweave train, or --resume to go on until the first validation after the warm-up");
        }
        RunManifest manifest;
        try {
            JsonNode tree = JSON.readTree(file.toFile());
            String format = tree.path("format").asText();
            if (format.equals(Manifest.FORMAT)) {
                throw new DataException(file.getParent() + ": a dataset, expected a run directory."
                        + " Try: make one with interweave train");
            }
            if (!tree.isObject()) {
                throw new DataException(file + ": not the manifest of a run: no JSON object in it");
            }
            manifest = JSON.treeToValue(tree, RunManifest.class);
        } catch (JsonProcessingException e) {
            throw new DataException(file + ": not the manifest of a run: "
                    + e.getOriginalMessage().lines().findFirst().orElse(""));
        }
        if (!FORMAT.equals(manifest.format) || manifest.files == null || manifest.validation == null) {
            throw new DataException(
                    file + ": format is " + manifest.format + ", expected " + FORMAT + " with files and validation");
        }
        return manifest;
    }

    /** Checks size and SHA-256 of every listed file. */
    void requireIntact(Path directory) throws IOException {
        for (var entry : files.entrySet()) {
            Path file = directory.resolve(entry.getKey());
            Manifest.FileEntry expected = entry.getValue();
            if (!Files.isRegularFile(file)) {
                throw new DataException(file + ": missing, but the run's manifest lists it");
            }
            String found = Files.size(file) + " bytes with SHA-256 " + Digests.sha256(file);
            String wanted = expected.bytes() + " bytes with SHA-256 " + expected.sha256();
            if (!found.equals(wanted)) {
                throw new DataException(
                        file + ": " + found + " found, " + wanted
                                + " expected: the file was changed or damaged. Try: interweave train --resume if training was killed, or train anew");
            }
        }
    }
}
