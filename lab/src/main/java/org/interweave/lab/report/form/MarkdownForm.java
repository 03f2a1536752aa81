package org.interweave.lab.report.form;

import java.util.stream.Collectors;
import org.interweave.lab.report.Cell;
import org.interweave.lab.report.DataTable;
import org.interweave.lab.report.Exhibit;
import org.interweave.lab.report.Figure;
import org.interweave.lab.report.Numbers;
import org.interweave.lab.report.Report;
import org.interweave.lab.report.Section;

/** A report as one Markdown page; figures as their data. */
public final class MarkdownForm {
    private MarkdownForm() {}

    /** The whole report. */
    public static String write(Report report) {
        StringBuilder page = new StringBuilder("# " + escaped(report.title()) + "\n\n" + escaped(report.text()) + "\n");
        append(page, report.overview());
        for (Section section : report.sections()) {
            page.append("\n## ").append(escaped(section.title())).append("\n\n");
            page.append(escaped(section.text())).append('\n');
            section.exhibits().forEach(exhibit -> append(page, exhibit));
        }
        return page.toString();
    }

    private static void append(StringBuilder page, Exhibit exhibit) {
        page.append("\n### ").append(escaped(exhibit.title())).append("\n\n");
        page.append(escaped(exhibit.caption())).append("\n\n");
        DataTable table = exhibit instanceof Figure figure ? figure.table() : (DataTable) exhibit;
        page.append(write(table));
        for (String note : table.notes()) {
            page.append("\n").append(escaped(note)).append('\n');
        }
    }

    /** One table, without its title. */
    public static String write(DataTable table) {
        StringBuilder text = new StringBuilder("| " + escaped(table.corner()));
        table.columns().forEach(column -> text.append(" | ").append(escaped(column.full())));
        text.append(" |\n|---");
        for (int i = 0; i < table.columns().size(); i++) {
            text.append(table.isText(i) ? "|---" : "|---:");
        }
        text.append("|\n");
        for (DataTable.Group group : table.groups()) {
            if (!group.title().isEmpty()) {
                text.append("| *").append(escaped(group.title())).append('*');
                text.append(" |".repeat(table.columns().size())).append(" |\n");
            }
            for (DataTable.Row row : group.rows()) {
                text.append("| ").append(escaped(row.label())).append(" | ");
                text.append(row.cells().stream().map(MarkdownForm::cell).collect(Collectors.joining(" | ")));
                text.append(" |\n");
            }
        }
        return text.toString();
    }

    private static String cell(Cell cell) {
        String text = escaped(cell.text());
        text = switch (cell.mark()) {
            case BEST -> "**" + text + "**";
            case RUNNER_UP -> "<u>" + text + "</u>";
            case NONE -> text;
        };
        if (cell.hasDeviation()) {
            text += " ± " + Numbers.four(cell.deviation());
        }
        text += cell.sign();
        return cell.reference()
                .map(reference -> beside(cell, reference))
                .map(text::concat)
                .orElse(text);
    }

    private static String beside(Cell cell, Cell.Reference reference) {
        String number = reference.source() + " " + Numbers.four(reference.value());
        return " (" + number + (cell.isNumber() ? ", " + Numbers.signed(cell.difference()) : "") + ")";
    }

    private static String escaped(String text) {
        return text.replaceAll("([\\\\`*_\\[\\]<>|~#])", "\\\\$1").replaceAll("\\R", " ");
    }
}
