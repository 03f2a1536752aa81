package org.interweave.lab.report.form;

import java.util.List;
import java.util.stream.Collectors;
import org.interweave.lab.report.Cell;
import org.interweave.lab.report.DataTable;
import org.interweave.lab.report.Numbers;

/** A table as HTML; its numbers open the card of the runs they come from. */
final class HtmlTable {
    private final DataTable table;
    private final ProvenanceCards cards;
    private final StringBuilder html = new StringBuilder();

    private HtmlTable(DataTable table, ProvenanceCards cards) {
        this.table = table;
        this.cards = cards;
    }

    static String write(DataTable table, ProvenanceCards cards) {
        return new HtmlTable(table, cards).write();
    }

    private String write() {
        String name = Html.escaped(table.title());
        html.append("<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"")
                .append(name)
                .append("\"><table>\n");
        appendHeader();
        for (DataTable.Group group : table.groups()) {
            html.append("<tbody>\n");
            if (!group.title().isEmpty()) {
                html.append("<tr class=\"group\"><th scope=\"rowgroup\" colspan=\"")
                        .append(table.columns().size() + 1);
                html.append("\"><span>").append(Html.escaped(group.title())).append("</span></th></tr>\n");
            }
            group.rows().forEach(this::appendRow);
            html.append("</tbody>\n");
        }
        return html.append("</table></div>\n").toString();
    }

    private void appendHeader() {
        List<DataTable.Column> columns = table.columns();
        html.append("<thead>\n");
        boolean grouped = columns.stream().anyMatch(column -> !column.group().isEmpty());
        if (grouped) {
            html.append("<tr><th class=\"label\"></th>");
            for (int from = 0; from < columns.size(); ) {
                int to = from + 1;
                while (to < columns.size()
                        && columns.get(to).group().equals(columns.get(from).group())) {
                    to++;
                }
                String group = columns.get(from).group();
                html.append("<th scope=\"colgroup\" colspan=\"")
                        .append(to - from)
                        .append("\" class=\"");
                html.append(group.isEmpty() ? "" : "span")
                        .append("\">")
                        .append(Html.escaped(group))
                        .append("</th>");
                from = to;
            }
            html.append("</tr>\n");
        }
        html.append("<tr><th class=\"label\" scope=\"col\">")
                .append(Html.escaped(table.corner()))
                .append("</th>");
        for (int i = 0; i < columns.size(); i++) {
            html.append("<th scope=\"col\" class=\"").append(classes(i)).append("\">");
            html.append(Html.escaped(columns.get(i).label())).append("</th>");
        }
        html.append("</tr>\n</thead>\n");
    }

    /** Left for words, right for numbers, and some air where a group of columns begins. */
    private String classes(int column) {
        boolean first = column > 0
                && !table.columns()
                        .get(column)
                        .group()
                        .equals(table.columns().get(column - 1).group());
        return (table.isText(column) ? "text" : "number") + (first ? " first" : "");
    }

    private void appendRow(DataTable.Row row) {
        List<Cell> cells = row.cells();
        html.append("<tr><th class=\"label\" scope=\"row\"><span class=\"name\">")
                .append(Html.escaped(row.label()));
        html.append("</span>");
        String sources = cells.stream()
                .flatMap(cell -> cell.reference().stream())
                .map(Cell.Reference::source)
                .distinct()
                .collect(Collectors.joining(", "));
        if (!sources.isEmpty()) {
            html.append("<span class=\"reference\">")
                    .append(Html.escaped(sources))
                    .append("</span>");
        }
        html.append("</th>");
        for (int from = 0; from < cells.size(); ) {
            int to = from + 1;
            while (to < cells.size() && same(cells.get(from), cells.get(to))) {
                to++;
            }
            appendCell(cells.get(from), from, to - from);
            from = to;
        }
        html.append("</tr>\n");
    }

    /** Words that repeat are said once over all their columns. */
    private static boolean same(Cell first, Cell second) {
        return !first.isNumber() && !first.text().isEmpty() && first.reference().isEmpty() && first.equals(second);
    }

    private void appendCell(Cell cell, int column, int columns) {
        html.append("<td class=\"").append(classes(column));
        html.append(
                switch (cell.kind()) {
                    case NUMBER -> "";
                    case WORDS -> " words";
                    case ABSENT -> " absent";
                });
        html.append(columns > 1 ? " wide\" colspan=\"" + columns : "").append("\">");
        String text = Html.escaped(cell.text());
        if (!cell.runs().isEmpty()) {
            text = "<button popovertarget=\"" + cards.id(cell.runs()) + "\">" + text + "</button>";
        }
        html.append(
                switch (cell.mark()) {
                    case BEST -> "<b>" + text + "</b>";
                    case RUNNER_UP -> "<u>" + text + "</u>";
                    case NONE -> text;
                });
        if (!cell.sign().isEmpty()) {
            html.append("<sup>").append(Html.escaped(cell.sign())).append("</sup>");
        }
        if (cell.hasDeviation()) {
            html.append(" <span class=\"deviation\">±&nbsp;")
                    .append(Numbers.four(cell.deviation()))
                    .append("</span>");
        }
        cell.reference().ifPresent(reference -> appendReference(cell, reference));
        html.append("</td>");
    }

    private void appendReference(Cell cell, Cell.Reference reference) {
        html.append("<span class=\"reference\"><span class=\"source\">").append(Html.escaped(reference.source()));
        html.append("</span> ").append(Numbers.four(reference.value()));
        if (cell.isNumber()) {
            html.append(" <span class=\"difference\">")
                    .append(Numbers.signed(cell.difference()))
                    .append("</span>");
        }
        html.append("</span>");
    }
}
