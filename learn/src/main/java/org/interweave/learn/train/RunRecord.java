package org.interweave.learn.train;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.interweave.core.data.DataException;
import org.interweave.core.io.AtomicFile;
import org.interweave.core.metric.Metrics;
import org.interweave.core.split.Split;
import org.interweave.learn.train.EvaluationReport.Among;

/**
 * What is kept of a run for good: configuration, data, metrics, course and circumstances, without the weights. Every published number is rendered from such records.
 *
 * @param study the data set's name in tables, such as food-kitchen
 * @param run the content of run.json
 * @param dataset checksum of the dataset
 * @param finished whether training ended by itself
 * @param curve one point per epoch
 * @param trainingSeconds wall time of all epochs, validations left out
 * @param peakBytes largest resident memory seen
 * @param machine what it ran on
 * @param commit of the code that trained
 */
public record RunRecord(
        String format,
        String study,
        JsonNode run,
        String dataset,
        int bestEpoch,
        boolean finished,
        Map<String, Metrics> validation,
        List<EvaluationReport> evaluations,
        List<Point> curve,
        double trainingSeconds,
        long peakBytes,
        String machine,
        String commit) {
    public static final String FORMAT = "interweave-record/1";
    /** How a record's file name ends. */
    public static final String SUFFIX = ".record.json";

    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    /** @param loss mean over the epoch's steps */
    public record Point(int epoch, double loss, double validationMrrSum) {}

    /** Evaluates the run's model on the test split and gathers the rest from its directory. */
    public static RunRecord of(TrainedRun run, String study, String machine, String commit) throws IOException {
        List<EvaluationReport> evaluations = new ArrayList<>();
        for (Among among : Among.values()) {
            EvaluationReport report = EvaluationReport.of(run, Split.TEST, among, done -> {});
            report.save(run);
            evaluations.add(report);
        }
        Course course = Course.read(run.files().journal());
        return new RunRecord(
                FORMAT,
                study,
                JSON.readTree(run.config().toJson()),
                run.dataset().checksum(),
                run.manifest().bestEpoch(),
                run.manifest().finished(),
                run.manifest().validation(),
                evaluations,
                course.points,
                course.seconds,
                course.peakBytes,
                machine,
                commit);
    }

    public static RunRecord read(Path file) throws IOException {
        try {
            RunRecord record = JSON.readValue(Files.readString(file), RunRecord.class);
            if (FORMAT.equals(record.format)) {
                return record;
            }
            throw new DataException(file + ": format is " + record.format + ", expected " + FORMAT);
        } catch (JsonProcessingException e) {
            throw new DataException(file + ": not a run record: "
                    + e.getOriginalMessage().lines().findFirst().orElse(""));
        }
    }

    public void write(Path file) throws IOException {
        AtomicFile.writeString(file, JSON.writeValueAsString(this) + "\n");
    }

    /** The course of a training, read from its journal. */
    private static final class Course {
        private final List<Point> points = new ArrayList<>();
        private double seconds;
        private long peakBytes;

        static Course read(Path journal) throws IOException {
            Course course = new Course();
            double loss = 0;
            for (String line : Files.readAllLines(journal)) {
                JsonNode event = JSON.readTree(line);
                if (event.path("event").asText().equals("epoch")) {
                    loss = event.path("loss").asDouble();
                    course.seconds += event.path("seconds").asDouble();
                    course.peakBytes =
                            Math.max(course.peakBytes, event.path("peakBytes").asLong());
                } else if (event.path("event").asText().equals("validation")) {
                    int epoch = event.path("epoch").asInt();
                    course.points.add(
                            new Point(epoch, loss, event.path("mrrSum").asDouble()));
                }
            }
            return course;
        }
    }
}
