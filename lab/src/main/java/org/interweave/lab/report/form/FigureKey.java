package org.interweave.lab.report.form;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.interweave.lab.report.Figure;

/**
 * Which colours, shapes and dashes a figure's panels use for what, the same in all of them.
 *
 * @param series told by colour, and where there are points also by shape
 * @param details told by dashes
 */
record FigureKey(Figure.Kind kind, List<String> series, List<String> details) {
    /** In the words of Vega. */
    static final List<String> SHAPES = List.of("circle", "square", "triangle-up", "diamond", "cross");

    static final List<List<Integer>> DASHES =
            List.of(List.of(1, 0), List.of(5, 2), List.of(2, 2), List.of(7, 2, 1, 2), List.of(1, 3), List.of(9, 4));

    /** As many as the page has colours of series. */
    private static final int COLOURS = 6;

    private static final List<String> PATHS = List.of(
            "M11 2a4 4 0 1 0 .01 0z",
            "M7.5 2.5h7v7h-7z",
            "M11 2l4.5 8h-9z",
            "M11 1.5l4 4.5-4 4.5-4-4.5z",
            "M9.5 2h3v2.5H15v3h-2.5V10h-3V7.5H7v-3h2.5z");

    static FigureKey of(Figure figure) {
        List<Figure.Point> points = figure.panels().stream()
                .flatMap(panel -> panel.points().stream())
                .toList();
        return new FigureKey(
                figure.kind(),
                points.stream().map(Figure.Point::series).distinct().toList(),
                points.stream()
                        .map(Figure.Point::detail)
                        .filter(detail -> !detail.isEmpty())
                        .distinct()
                        .toList());
    }

    /** A line above the panels; empty where nothing is to be told apart. */
    String html() {
        String items = Stream.concat(
                        series.size() < 2
                                ? Stream.of()
                                : IntStream.range(0, series.size()).mapToObj(this::seriesItem),
                        details.size() < 2
                                ? Stream.of()
                                : IntStream.range(0, details.size()).mapToObj(this::detailItem))
                .reduce("", String::concat);
        return items.isEmpty() ? "" : "<ul class=\"key\">" + items + "</ul>\n";
    }

    private String seriesItem(int i) {
        String colour = "var(--s" + (i % COLOURS + 1) + ")";
        String drawing =
                switch (kind) {
                    case BARS -> "<path d=\"M5 1h12v10H5z\" fill=\"" + colour + "\"/>";
                    case INTERVALS ->
                        line(colour, "") + "<path d=\"" + PATHS.get(i % PATHS.size()) + "\" fill=\"" + colour + "\"/>";
                    case LINES -> line(colour, "");
                };
        return item(drawing, series.get(i));
    }

    private String detailItem(int i) {
        String dashes = DASHES.get(i % DASHES.size()).toString().replaceAll("[\\[\\],]", "");
        return item(line("currentColor", " stroke-dasharray=\"" + dashes + "\""), details.get(i));
    }

    private static String line(String colour, String dashes) {
        return "<path d=\"M0 6h22\" stroke=\"" + colour + "\" stroke-width=\"1.6\"" + dashes + "/>";
    }

    private static String item(String drawing, String label) {
        return "<li><svg viewBox=\"0 0 22 12\" width=\"22\" height=\"12\" aria-hidden=\"true\">" + drawing + "</svg> "
                + Html.escaped(label) + "</li>";
    }
}
