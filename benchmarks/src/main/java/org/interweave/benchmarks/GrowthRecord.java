package org.interweave.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * What a run of the growth benchmark found.
 *
 * @param run the content of run.json at the point where the axes meet
 */
public record GrowthRecord(
        String format, String name, String date, String commit, Machine machine, JsonNode run, List<Axis> axes) {
    static final String FORMAT = "interweave-growth-benchmark/1";
    /** How a record's file name ends. */
    static final String SUFFIX = ".growth.json";

    /** What varies, everything else staying as it is. */
    public record Axis(String name, List<Point> points) {
        /** The slope in log-log coordinates by least squares: 1 means twice as much of this costs twice as much of that. */
        double exponent(ToDoubleFunction<Measurement> cost) {
            double[] x = points.stream().mapToDouble(p -> Math.log(p.value)).toArray();
            double[] y = points.stream()
                    .mapToDouble(p -> Math.log(cost.applyAsDouble(p.measured)))
                    .toArray();
            return slope(x, y);
        }
    }

    /** @param value of what varies */
    public record Point(double value, Measurement measured) {}

    static double slope(double[] x, double[] y) {
        double meanX = Arrays.stream(x).average().orElseThrow();
        double meanY = Arrays.stream(y).average().orElseThrow();
        double together = 0;
        double alone = 0;
        for (int i = 0; i < x.length; i++) {
            together += (x[i] - meanX) * (y[i] - meanY);
            alone += (x[i] - meanX) * (x[i] - meanX);
        }
        return together / alone;
    }
}
