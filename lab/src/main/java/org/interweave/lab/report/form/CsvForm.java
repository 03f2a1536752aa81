package org.interweave.lab.report.form;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.interweave.lab.report.Cell;
import org.interweave.lab.report.DataTable;
import org.interweave.lab.report.Figure;

/** Tables for machines: numbers with six decimals, each part of a cell in a column of its own. */
public final class CsvForm {
    private static final int DECIMALS = 6;

    private CsvForm() {}

    /** One table; a column of numbers is followed by those of deviation, reference and difference where it has any. */
    public static String write(DataTable table) {
        StringBuilder text = new StringBuilder();
        List<String> header = new ArrayList<>(List.of("group", table.corner()));
        for (int i = 0; i < table.columns().size(); i++) {
            String name = table.columns().get(i).full();
            header.add(name);
            parts(table, i).forEach(part -> header.add(name + " " + part));
        }
        append(text, header);
        for (DataTable.Group group : table.groups()) {
            for (DataTable.Row row : group.rows()) {
                List<String> line = new ArrayList<>(List.of(group.title(), row.label()));
                for (int i = 0; i < table.columns().size(); i++) {
                    Cell cell = row.cells().get(i);
                    line.add(
                            cell.isNumber() ? number(cell.value()) : cell.text().replace('−', '-'));
                    parts(table, i).forEach(part -> line.add(part(cell, part)));
                }
                append(text, line);
            }
        }
        return text.toString();
    }

    /** What a figure shows, point by point and in full. */
    public static String write(Figure figure) {
        StringBuilder text = new StringBuilder();
        append(text, List.of("panel", "category", "series", "detail", "x", "value", "spread"));
        for (Figure.Panel panel : figure.panels()) {
            for (Figure.Point p : panel.points()) {
                append(
                        text,
                        List.of(
                                panel.title(),
                                p.category(),
                                p.series(),
                                p.detail(),
                                number(p.x()),
                                number(p.value()),
                                number(p.spread())));
            }
        }
        return text.toString();
    }

    private static List<String> parts(DataTable table, int column) {
        List<String> parts = new ArrayList<>();
        if (table.column(column).anyMatch(Cell::hasDeviation)) {
            parts.add("deviation");
        }
        String sources = table.column(column)
                .flatMap(cell -> cell.reference().stream())
                .map(Cell.Reference::source)
                .distinct()
                .collect(Collectors.joining(" or "));
        if (!sources.isEmpty()) {
            parts.add(sources);
            parts.add("less " + sources);
        }
        return parts;
    }

    private static String part(Cell cell, String part) {
        return part.equals("deviation")
                ? number(cell.deviation())
                : part.startsWith("less ")
                        ? number(cell.difference())
                        : number(cell.reference().map(Cell.Reference::value).orElse(Double.NaN));
    }

    private static String number(double value) {
        return Double.isNaN(value)
                ? ""
                : BigDecimal.valueOf(value)
                        .setScale(DECIMALS, RoundingMode.HALF_EVEN)
                        .stripTrailingZeros()
                        .toPlainString();
    }

    private static void append(StringBuilder text, List<String> cells) {
        text.append(cells.stream().map(CsvForm::quoted).collect(Collectors.joining(",")))
                .append('\n');
    }

    private static String quoted(String text) {
        return text.matches("(?s).*[\",\\r\\n].*") ? '"' + text.replace("\"", "\"\"") + '"' : text;
    }
}
