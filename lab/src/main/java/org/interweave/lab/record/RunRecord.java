package org.interweave.lab.record;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.interweave.core.data.DataException;
import org.interweave.core.io.AtomicFile;
import org.interweave.core.metric.Metrics;
import org.interweave.learn.train.EvaluationReport;

/**
 * What is kept of a run for good: configuration, data, metrics, course and circumstances, without the weights. Every published number is rendered from such records.
 *
 * @param study the data set's name in tables: its domains, such as food-kitchen
 * @param system what tables call the system, such as sasrec-dt
 * @param run the content of run.json; of a system that does not train only its name
 * @param dataset checksum of the dataset
 * @param ties how interactions of equal time are ordered in it
 * @param domains names of the dataset's domains, in catalogue order
 * @param finished whether training ended by itself
 * @param parameters numbers the model learns
 * @param evaluations of the test split
 * @param curve one point per epoch
 * @param gates weights of a model that has gates, otherwise empty
 * @param summands validation with one summand of the query alone, of a model whose query is a sum, otherwise empty
 * @param trainingSeconds wall time of all epochs, validations left out
 * @param peakBytes largest resident memory seen
 * @param machine what it ran on
 * @param commit of the code that trained
 * @param date on which the record was made, in UTC, such as 2026-11-28; empty in records that were made before they told it
 */
public record RunRecord(
        String format,
        String study,
        String system,
        JsonNode run,
        String dataset,
        String ties,
        List<String> domains,
        int bestEpoch,
        boolean finished,
        long parameters,
        Map<String, Metrics> validation,
        List<EvaluationReport> evaluations,
        List<Point> curve,
        List<GateWeight> gates,
        List<Summand> summands,
        double trainingSeconds,
        long peakBytes,
        String machine,
        String commit,
        String date) {
    public static final String FORMAT = "interweave-record/2";
    /** How a record's file name ends. */
    public static final String SUFFIX = ".record.json";

    private static final ObjectMapper JSON = new ObjectMapper()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES);

    /** @param loss mean over the epoch's steps */
    public record Point(int epoch, double loss, double validationMrrSum) {}

    /**
     * How much of what a branch sends another comes from its shared expert, over the tokens of the test inputs whose target lies in one domain.
     *
     * @param source, destination branches: mixed, or a domain's name
     * @param target domain of the targets
     * @param mean, deviation of the weight of the shared expert; the own expert has the rest of 1
     */
    public record GateWeight(
            String source, String destination, String target, long tokens, double mean, double deviation) {}

    /** @param validation by domain */
    public record Summand(String name, Map<String, Metrics> validation) {}

    public RunRecord {
        // Records made earlier have neither.
        summands = summands == null ? List.of() : List.copyOf(summands);
        date = date == null ? "" : date;
    }

    /** The setting of that name in either section of run.json, or an empty text. */
    public String setting(String name) {
        JsonNode training = run.path("training").path(name);
        return (training.isMissingNode() ? run.path("settings").path(name) : training).asText("");
    }

    /** The model's id, or the name of a system that does not train. */
    public String model() {
        return run.path("model").asText();
    }

    public long seed() {
        return run.path("training").path("seed").asLong();
    }

    public static RunRecord read(Path file) throws IOException {
        try {
            JsonNode tree = JSON.readTree(Files.readString(file));
            if (!FORMAT.equals(tree.path("format").asText())) {
                throw new DataException(
                        file + ": format is " + tree.path("format").asText("missing") + ", expected " + FORMAT
                                + ". Try: make the record again from its run with interweave lab add");
            }
            return JSON.treeToValue(tree, RunRecord.class);
        } catch (JsonProcessingException e) {
            throw new DataException(file + ": not a run record: "
                    + e.getOriginalMessage().lines().findFirst().orElse(""));
        }
    }

    public void write(Path file) throws IOException {
        AtomicFile.writeString(file, JSON.writeValueAsString(this) + "\n");
    }
}
