package org.interweave.benchmarks;

import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** A record of the growth benchmark as a picture: per axis a panel, both of its scales logarithmic, everything relative to the axis's first point. */
final class GrowthPlot {
    private static final int PANEL = 240;
    private static final int PAD = 44;
    private static final int COLUMNS = 3;
    /** Decimal logarithm of the largest factor shown, on both scales. */
    private static final double DECADES = 1.7;

    private static final String TIME = "#1f6feb";
    private static final String MEMORY = "#bf5700";

    private GrowthPlot() {}

    static String svg(GrowthRecord record) {
        int rows = (record.axes().size() + COLUMNS - 1) / COLUMNS;
        int width = COLUMNS * PANEL;
        int height = rows * PANEL + 30;
        StringBuilder svg = new StringBuilder(format(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%1$d\" height=\"%2$d\" font-family=\"sans-serif\" font-size=\"11\">%n<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>%n",
                width, height));
        for (int i = 0; i < record.axes().size(); i++) {
            svg.append(format("<g transform=\"translate(%d %d)\">%n", i % COLUMNS * PANEL, i / COLUMNS * PANEL))
                    .append(panel(record.axes().get(i)))
                    .append("</g>\n");
        }
        return svg.append(text(PAD, height - 12, TIME, "● step time"))
                .append(text(PAD + 90, height - 12, MEMORY, "● peak memory"))
                .append(text(PAD + 200, height - 12, "#888", "- - linear; factors on the first point of each panel"))
                .append("</svg>\n")
                .toString();
    }

    private static String panel(GrowthRecord.Axis axis) {
        int far = PANEL - 14;
        StringBuilder panel = new StringBuilder(text(PAD, 16, "#222", axis.name()));
        panel.append(format("<path d=\"M%d 24V%dH%d\" fill=\"none\" stroke=\"#888\"/>%n", PAD, PANEL - PAD + 20, far));
        for (int factor : new int[] {1, 2, 5, 10, 20, 50}) {
            panel.append(text(PAD - 24, y(factor) + 4, "#666", "x" + factor));
            panel.append(text(x(factor) - 8, PANEL - PAD + 34, "#666", "x" + factor));
        }
        panel.append(format(
                "<path d=\"M%.1f %.1fL%.1f %.1f\" stroke=\"#bbb\" stroke-dasharray=\"4 3\"/>%n",
                x(1), y(1), x(50), y(50)));
        panel.append(line(axis.points(), GrowthTable::millis, TIME));
        panel.append(line(axis.points(), Measurement::peakBytes, MEMORY));
        return panel.toString();
    }

    private static String line(List<GrowthRecord.Point> points, ToDoubleFunction<Measurement> cost, String colour) {
        StringBuilder path = new StringBuilder();
        StringBuilder dots = new StringBuilder();
        double first = cost.applyAsDouble(points.get(0).measured());
        for (GrowthRecord.Point point : points) {
            double x = x(point.value() / points.get(0).value());
            double y = y(cost.applyAsDouble(point.measured()) / first);
            path.append(format("%s%.1f %.1f", path.length() == 0 ? "M" : "L", x, y));
            dots.append(format("<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3\" fill=\"%s\"/>%n", x, y, colour));
        }
        return format("<path d=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"1.5\"/>%n%s", path, colour, dots);
    }

    private static double x(double factor) {
        return PAD + (PANEL - PAD - 14) * Math.log10(factor) / DECADES;
    }

    private static double y(double factor) {
        int bottom = PANEL - PAD + 12;
        return bottom - (bottom - 30) * Math.log10(factor) / DECADES;
    }

    private static String text(double x, double y, String colour, String words) {
        return format(
                "<text x=\"%.1f\" y=\"%.1f\" fill=\"%s\">%s</text>%n",
                x, y, colour, words.replace("&", "&amp;").replace("<", "&lt;"));
    }

    private static String format(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern, values);
    }
}
