package org.interweave.learn.train;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntConsumer;
import org.interweave.core.io.AtomicFile;
import org.interweave.core.metric.Evaluation;
import org.interweave.core.metric.Evaluator;
import org.interweave.core.metric.Metrics;
import org.interweave.core.split.Split;

/**
 * The metrics of a run's model, with all that makes them comparable.
 *
 * @param dataset checksum of the dataset
 * @param modelSha256 of model.safetensors
 * @param candidates "999" or "all"
 * @param candidateHash of the sampled lists; empty for "all"
 * @param domains metrics by domain of the target
 */
public record EvaluationReport(
        String format,
        String model,
        int epoch,
        String dataset,
        String modelSha256,
        String split,
        String candidates,
        String candidateHash,
        Map<String, Metrics> domains) {
    public static final String FORMAT = "interweave-evaluation/1";
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    /** What targets are ranked among. */
    public enum Among {
        SAMPLED,
        ALL
    }

    /** Ranks the targets of a split. */
    public static EvaluationReport of(TrainedRun run, Split split, Among among, IntConsumer usersDone) {
        Protocol protocol = new Protocol(run.dataset());
        return of(
                run,
                among == Among.ALL
                        ? protocol.full(run.scorer(), split, usersDone)
                        : protocol.sampled(run.scorer(), split, usersDone));
    }

    /** Ranks the targets of a split both ways. */
    public static List<EvaluationReport> both(TrainedRun run, Split split, IntConsumer usersDone) {
        Evaluator.Both both = new Protocol(run.dataset()).both(run.scorer(), split, usersDone);
        return List.of(of(run, both.sampled()), of(run, both.full()));
    }

    /** The report of an evaluation of the run's model. */
    public static EvaluationReport of(TrainedRun run, Evaluation evaluation) {
        RunManifest manifest = run.manifest();
        return new EvaluationReport(
                FORMAT,
                manifest.model(),
                manifest.bestEpoch(),
                manifest.dataset(),
                manifest.files()
                        .get(run.files().model().getFileName().toString())
                        .sha256(),
                evaluation.split().name().toLowerCase(Locale.ROOT),
                evaluation.candidates(),
                evaluation.candidateHash(),
                evaluation.domains());
    }

    /** Writes {@code evaluation-SPLIT-CANDIDATES.json} into the run. */
    public Path save(TrainedRun run) throws IOException {
        Path file = run.path().resolve("evaluation-" + split + "-" + candidates + ".json");
        AtomicFile.writeString(file, JSON.writeValueAsString(this) + "\n");
        return file;
    }
}
