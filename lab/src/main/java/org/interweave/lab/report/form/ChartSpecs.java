package org.interweave.lab.report.form;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.interweave.lab.report.Figure;

/** Vega-Lite specifications of a figure's panels. Colours and fonts are the page's, which knows whether it is light or dark. */
final class ChartSpecs {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int HEIGHT = 210;
    private static final int HEIGHT_OF_LINES = 150;
    private static final int HEIGHT_OF_INTERVAL = 13;
    private static final int SPACE_BETWEEN_ROWS = 10;
    private static final double PRECISION = 1e6;

    private final Figure figure;
    private final FigureKey key;

    ChartSpecs(Figure figure, FigureKey key) {
        this.figure = figure;
        this.key = key;
    }

    ObjectNode of(Figure.Panel panel) {
        ObjectNode spec = JSON.createObjectNode();
        spec.put("description", figure.title() + (panel.title().isEmpty() ? "" : ", " + panel.title()));
        spec.put("width", "container");
        spec.putObject("data").set("values", values(panel.points()));
        switch (figure.kind()) {
            case BARS -> bars(spec);
            case INTERVALS -> intervals(spec, panel);
            case LINES -> lines(spec, panel);
        }
        return spec;
    }

    private void bars(ObjectNode spec) {
        spec.put("height", HEIGHT);
        ObjectNode encoding = spec.putObject("encoding");
        ObjectNode x = name(encoding.putObject("x"), "category")
                .put("title", figure.axes().x());
        x.putObject("axis").put("labelAngle", 0);
        x.putObject("scale").put("paddingInner", 0.4).put("paddingOuter", 0.3);
        name(encoding.putObject("xOffset"), "series");
        number(
                encoding.putObject("y"),
                "value",
                figure.axes().y(),
                figure.axes().yMax());
        ArrayNode layers = spec.putArray("layer");
        ObjectNode bar = layers.addObject();
        bar.putObject("mark").put("type", "bar").put("cornerRadiusEnd", 1);
        ObjectNode drawn = bar.putObject("encoding");
        colour(drawn);
        tooltip(drawn, List.of("category", "series", "value", "spread"));
        rule(layers, "y");
        ObjectNode text = layers.addObject();
        text.putObject("mark")
                .put("type", "text")
                .put("baseline", "bottom")
                .put("dy", -3)
                .put("fontSize", 11);
        ObjectNode shown = text.putObject("encoding");
        shown.putObject("y").put("field", "high").put("type", "quantitative");
        shown.putObject("text").put("field", "value").put("format", ".4f");
    }

    private void intervals(ObjectNode spec, Figure.Panel panel) {
        long rows =
                panel.points().stream().map(Figure.Point::category).distinct().count();
        spec.put("height", rows * (HEIGHT_OF_INTERVAL * key.series().size() + SPACE_BETWEEN_ROWS));
        ObjectNode encoding = spec.putObject("encoding");
        ObjectNode y = name(encoding.putObject("y"), "category");
        y.put("title", figure.axes().y()).putObject("scale").put("paddingInner", 0.3);
        name(encoding.putObject("yOffset"), "series");
        number(
                encoding.putObject("x"),
                "value",
                figure.axes().x(),
                figure.axes().xMax());
        colour(encoding);
        ArrayNode layers = spec.putArray("layer");
        rule(layers, "x");
        ObjectNode point = layers.addObject();
        point.putObject("mark")
                .put("type", "point")
                .put("filled", true)
                .put("size", 55)
                .put("opacity", 1);
        ObjectNode shown = point.putObject("encoding");
        told(shown.putObject("shape"), "series", key.series(), FigureKey.SHAPES);
        tooltip(shown, List.of("category", "series", "value", "spread"));
    }

    private void lines(ObjectNode spec, Figure.Panel panel) {
        spec.put("height", HEIGHT_OF_LINES);
        ObjectNode encoding = spec.putObject("encoding");
        number(encoding.putObject("x"), "x", figure.axes().x(), figure.axes().xMax());
        number(
                encoding.putObject("y"),
                "value",
                figure.axes().y(),
                figure.axes().yMax());
        colour(encoding);
        ArrayNode layers = spec.putArray("layer");
        ObjectNode line = layers.addObject();
        line.putObject("mark").put("type", "line").put("strokeWidth", 1.4);
        told(line.putObject("encoding").putObject("strokeDash"), "detail", key.details(), FigureKey.DASHES);
        ObjectNode best = layers.addObject();
        best.putObject("data").set("values", values(best(panel.points())));
        best.putObject("mark")
                .put("type", "point")
                .put("filled", true)
                .put("size", 45)
                .put("opacity", 1);
        // Points to be hovered over, as a line shows the values of its first point alone.
        ObjectNode hover = layers.addObject();
        hover.putObject("mark").put("type", "point").put("size", 40).put("opacity", 0);
        tooltip(hover.putObject("encoding"), List.of("series", "detail", "x", "value"));
    }

    /** A line's highest point. */
    private static List<Figure.Point> best(List<Figure.Point> points) {
        Map<String, Figure.Point> best = new HashMap<>();
        List<String> order = new ArrayList<>();
        for (Figure.Point point : points) {
            String line = point.series() + "\n" + point.detail();
            if (!best.containsKey(line)) {
                order.add(line);
            }
            best.merge(line, point, (a, b) -> b.value() > a.value() ? b : a);
        }
        return order.stream().map(best::get).toList();
    }

    /** A line from low to high. */
    private static void rule(ArrayNode layers, String axis) {
        ObjectNode rule = layers.addObject();
        rule.putArray("transform").addObject().put("filter", "isValid(datum.spread)");
        rule.putObject("mark").put("type", "rule").put("strokeWidth", 1.5).put("clip", true);
        ObjectNode encoding = rule.putObject("encoding");
        encoding.putObject(axis).put("field", "low").put("type", "quantitative");
        encoding.putObject(axis + "2").put("field", "high");
    }

    private static ObjectNode name(ObjectNode channel, String field) {
        channel.put("field", field).put("type", "nominal").putNull("sort").putNull("title");
        return channel;
    }

    private static void number(ObjectNode channel, String field, String title, double max) {
        channel.put("field", field).put("type", "quantitative").put("title", title);
        channel.putObject("scale").put("nice", false).putArray("domain").add(0).add(rounded(max));
    }

    /** By the order in which the figure's key lists them, so that panels agree. */
    private void told(ObjectNode channel, String field, List<String> names, List<?> looks) {
        name(channel, field).putNull("legend");
        ObjectNode scale = channel.putObject("scale");
        names.forEach(scale.putArray("domain")::add);
        if (!looks.isEmpty()) {
            ArrayNode range = scale.putArray("range");
            for (int i = 0; i < names.size(); i++) {
                range.addPOJO(looks.get(i % looks.size()));
            }
        }
    }

    private void colour(ObjectNode encoding) {
        told(encoding.putObject("color"), "series", key.series(), List.of());
    }

    private void tooltip(ObjectNode encoding, List<String> fields) {
        ArrayNode tooltip = encoding.putArray("tooltip");
        for (String field : fields) {
            ObjectNode entry = tooltip.addObject().put("field", field);
            switch (field) {
                case "value" ->
                    entry.put("format", ".4f").put("title", figure.kind() == Figure.Kind.INTERVALS ? "mean" : "MRR");
                case "spread" -> entry.put("format", ".4f").put("title", "standard deviation");
                case "x" -> entry.put("title", figure.axes().x());
                case "series" -> entry.put("title", figure.axes().colour());
                default -> entry.put("title", field.equals("detail") ? "run" : "name");
            }
        }
    }

    private static ArrayNode values(List<Figure.Point> points) {
        ArrayNode values = JSON.createArrayNode();
        for (Figure.Point point : points) {
            ObjectNode value = values.addObject();
            if (!point.category().isEmpty()) {
                value.put("category", point.category());
            }
            value.put("series", point.series());
            if (!point.detail().isEmpty()) {
                value.put("detail", point.detail()).put("x", rounded(point.x()));
            }
            value.put("value", rounded(point.value()));
            boolean spreads = !Double.isNaN(point.spread());
            if (!point.category().isEmpty()) {
                value.put("high", rounded(point.value() + (spreads ? point.spread() : 0)));
            }
            if (spreads) {
                value.put("low", rounded(point.value() - point.spread())).put("spread", rounded(point.spread()));
            }
        }
        return values;
    }

    private static double rounded(double value) {
        return Math.round(value * PRECISION) / PRECISION;
    }
}
