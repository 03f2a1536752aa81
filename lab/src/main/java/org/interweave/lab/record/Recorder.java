package org.interweave.lab.record;

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

    /** Evaluates the run's model. */
    public Entry of(TrainedRun run, String system) throws IOException {
        Dataset dataset = run.dataset();
        Protocol protocol = new Protocol(dataset);
        Evaluator.Both test = protocol.both(run.scorer(), Split.TEST, done -> {});
        Course course = Course.read(run.files().journal());
        List<RunRecord.GateWeight> gates =
                run.model() instanceof Gated gated ? GateCensus.of(gated, dataset, protocol.leaveOneOut()) : List.of();
        RunRecord record = new RunRecord(
                RunRecord.FORMAT,
                study(dataset),
                system,
                JSON.readTree(run.config().toJson()),
                dataset.checksum(),
                dataset.manifest().filters().ties(),
                names(dataset),
                run.manifest().bestEpoch(),
                run.manifest().finished(),
                course.parameters(),
                run.manifest().validation(),
                List.of(EvaluationReport.of(run, test.sampled()), EvaluationReport.of(run, test.full())),
                course.points(),
                gates,
                summands(run),
                course.seconds(),
                course.peakBytes(),
                machine,
                commit,
                today());
        return new Entry(record, Outcomes.of(test.sampled(), test.full(), seen(dataset, protocol.leaveOneOut())));
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
        RunRecord record = new RunRecord(
                RunRecord.FORMAT,
                study(dataset),
                system,
                JSON.valueToTree(Map.of("model", system)),
                dataset.checksum(),
                dataset.manifest().filters().ties(),
                names(dataset),
                0,
                true,
                0,
                validation.domains(),
                List.of(report(system, dataset, test.sampled()), report(system, dataset, test.full())),
                List.of(),
                List.of(),
                List.of(),
                0,
                0,
                machine,
                commit,
                today());
        return new Entry(record, Outcomes.of(test.sampled(), test.full(), seen(dataset, protocol.leaveOneOut())));
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

    private static String today() {
        return LocalDate.now(ZoneOffset.UTC).toString();
    }

    private static List<String> names(Dataset dataset) {
        return dataset.catalog().domains().stream().map(Domain::name).toList();
    }

    /** How often a user's test target occurs in the training data. */
    private static IntUnaryOperator seen(Dataset dataset, LeaveOneOut split) {
        int[] counts = new int[dataset.catalog().items() + 1];
        IntStream.range(0, dataset.sequences().users())
                .forEach(user -> Arrays.stream(split.trainingItems(user)).forEach(item -> counts[item]++));
        return user -> counts[split.target(user, Split.TEST)];
    }
}
