package org.interweave.lab.record;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.interweave.core.data.Dataset;
import org.interweave.core.data.Domain;
import org.interweave.core.metric.Evaluation;
import org.interweave.core.metric.Evaluator;
import org.interweave.core.metric.Metrics;
import org.interweave.core.metric.Scorer;
import org.interweave.core.split.LeaveOneOut;
import org.interweave.core.split.Split;
import org.interweave.learn.model.Gated;
import org.interweave.learn.model.Summed;
import org.interweave.learn.model.TorchScorer;
import org.interweave.learn.train.EvaluationReport;
import org.interweave.learn.train.Protocol;
import org.interweave.learn.train.TrainedRun;

/**
 * Makes records: evaluates on the test split, once, and gathers the rest.
 *
 * @param machine what it runs on, in words
 * @param commit of the code that trained
 */
public record Recorder(String machine, String commit) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** A record with what does not fit into it. */
    public record Entry(RunRecord record, Outcomes outcomes) {}

    /** The data set's name in tables: its domains. */
    public static String study(Dataset dataset) {
        String domains = String.join(
                "-", dataset.catalog().domains().stream().map(Domain::name).toList());
        String ties = dataset.manifest().filters().ties();
        return ties.equals("item") ? domains : domains + "+" + ties.replace(':', '-');
    }

    /**
     * What only a system that trains has.
     *
     * @param course its journal
     */
    private record Trained(
            int bestEpoch,
            boolean finished,
            Course course,
            List<RunRecord.GateWeight> gates,
            List<RunRecord.Summand> summands) {
        static final Trained NOT = new Trained(0, true, Course.none(), List.of(), List.of());
    }

    /** Evaluates the run's model. */
    public Entry of(TrainedRun run, String system) throws IOException {
        Dataset dataset = run.dataset();
        Protocol protocol = new Protocol(dataset);
        Evaluator.Both test = protocol.both(run.scorer(), Split.TEST, done -> {});
        List<RunRecord.GateWeight> gates =
                run.model() instanceof Gated gated ? GateCensus.of(gated, dataset, protocol.leaveOneOut()) : List.of();
        Trained trained = new Trained(
                run.manifest().bestEpoch(),
                run.manifest().finished(),
                Course.read(run.files().journal()),
                gates,
                summands(run));
        RunRecord record = record(
                system,
                JSON.readTree(run.config().toJson()),
                dataset,
                run.manifest().validation(),
                List.of(EvaluationReport.of(run, test.sampled()), EvaluationReport.of(run, test.full())),
                trained);
        return new Entry(record, outcomes(test, dataset, protocol));
    }

    private static List<RunRecord.Summand> summands(TrainedRun run) {
        List<RunRecord.Summand> found = new ArrayList<>();
        if (run.model() instanceof Summed summed) {
            Dataset dataset = run.dataset();
            Protocol protocol = new Protocol(dataset);
            for (int i = 0; i < summed.summands().size(); i++) {
                Scorer alone = new TorchScorer(summed.only(i), dataset.catalog(), dataset.inputWindow());
                Evaluation validation = protocol.sampled(alone, Split.VALIDATION, done -> {});
                found.add(new RunRecord.Summand(summed.summands().get(i), validation.domains()));
            }
        }
        return found;
    }

    /** Evaluates a system that does not train. */
    public Entry of(Scorer scorer, String system, Dataset dataset) {
        Protocol protocol = new Protocol(dataset);
        Evaluation validation = protocol.sampled(scorer, Split.VALIDATION, done -> {});
        Evaluator.Both test = protocol.both(scorer, Split.TEST, done -> {});
        RunRecord record = record(
                system,
                JSON.valueToTree(Map.of("model", system)),
                dataset,
                validation.domains(),
                List.of(report(system, dataset, test.sampled()), report(system, dataset, test.full())),
                Trained.NOT);
        return new Entry(record, outcomes(test, dataset, protocol));
    }

    private RunRecord record(
            String system,
            JsonNode run,
            Dataset dataset,
            Map<String, Metrics> validation,
            List<EvaluationReport> tests,
            Trained trained) {
        return new RunRecord(
                RunRecord.FORMAT,
                study(dataset),
                system,
                run,
                dataset.checksum(),
                dataset.manifest().filters().ties(),
                dataset.catalog().domains().stream().map(Domain::name).toList(),
                trained.bestEpoch,
                trained.finished,
                trained.course.parameters(),
                validation,
                tests,
                trained.course.points(),
                trained.gates,
                trained.summands,
                trained.course.seconds(),
                trained.course.peakBytes(),
                machine,
                commit,
                LocalDate.now(ZoneOffset.UTC).toString());
    }

    private static Outcomes outcomes(Evaluator.Both test, Dataset dataset, Protocol protocol) {
        return Outcomes.of(test.sampled(), test.full(), seen(dataset, protocol.leaveOneOut()));
    }

    private static EvaluationReport report(String system, Dataset dataset, Evaluation evaluation) {
        return new EvaluationReport(
                EvaluationReport.FORMAT,
                system,
                0,
                dataset.checksum(),
                "",
                "test",
                evaluation.candidates(),
                evaluation.candidateHash(),
                evaluation.domains());
    }

    /** How often a user's test target occurs in the training data. */
    private static IntUnaryOperator seen(Dataset dataset, LeaveOneOut split) {
        int[] counts = new int[dataset.catalog().items() + 1];
        IntStream.range(0, dataset.sequences().users())
                .forEach(user -> Arrays.stream(split.trainingItems(user)).forEach(item -> counts[item]++));
        return user -> counts[split.target(user, Split.TEST)];
    }
}
