package org.interweave.lab.record;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The course of a training, read from its journal. */
public final class Course {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<RunRecord.Point> points = new ArrayList<>();
    private double seconds;
    private long peakBytes;
    private long parameters;

    private Course() {}

    /** Of a system that does not train. */
    static Course none() {
        return new Course();
    }

    /** Reads a journal; lines that are not whole yet, because they are being written, do not count. */
    public static Course read(Path journal) throws IOException {
        Course course = new Course();
        double loss = 0;
        for (String line : Files.readAllLines(journal)) {
            if (!line.endsWith("}")) {
                continue;
            }
            JsonNode event = JSON.readTree(line);
            switch (event.path("event").asText()) {
                case "start" -> course.parameters = event.path("parameters").asLong();
                case "epoch" -> {
                    loss = event.path("loss").asDouble();
                    course.seconds += event.path("seconds").asDouble();
                    course.peakBytes =
                            Math.max(course.peakBytes, event.path("peakBytes").asLong());
                }
                case "validation" ->
                    course.points.add(new RunRecord.Point(
                            event.path("epoch").asInt(),
                            loss,
                            event.path("mrrSum").asDouble()));
                default -> {}
            }
        }
        return course;
    }

    /** One point per validated epoch. */
    public List<RunRecord.Point> points() {
        return points;
    }

    /** Wall time of all epochs, validations left out. */
    public double seconds() {
        return seconds;
    }

    public long peakBytes() {
        return peakBytes;
    }

    public long parameters() {
        return parameters;
    }
}
