package org.interweave.lab.report.form;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.interweave.lab.report.Cell;
import org.interweave.lab.report.DataTable;
import org.interweave.lab.report.Numbers;

/** Tables for LaTeX, with the rules of booktabs, made smaller where they are wider than the text. References stand in a line of their own below their row. */
public final class LatexForm {
    private LatexForm() {}

    /** One table, as a float. */
    public static String write(DataTable table) {
        StringBuilder text = new StringBuilder("% Needs the packages booktabs and graphicx.\n");
        text.append("\\begin{table*}\n\\centering\\footnotesize\n\\caption{")
                .append(escaped(table.title() + ". " + table.caption()))
                .append("}\n\\label{tab:")
                .append(table.id())
                .append("}\n\\sbox0{\\begin{tabular}{l");
        IntStream.range(0, table.columns().size()).forEach(i -> text.append(table.isText(i) ? 'l' : 'r'));
        text.append("}\n\\toprule\n");
        appendHeader(text, table);
        for (DataTable.Group group : table.groups()) {
            text.append("\\midrule\n");
            if (!group.title().isEmpty()) {
                text.append("\\multicolumn{").append(table.columns().size() + 1).append("}{l}{\\textit{");
                text.append(escaped(group.title())).append("}} \\\\\n");
            }
            group.rows().forEach(row -> appendRow(text, row));
        }
        text.append("\\bottomrule\n\\end{tabular}}\n");
        text.append("\\ifdim\\wd0>\\textwidth\\resizebox{\\textwidth}{!}{\\usebox0}\\else\\usebox0\\fi\n");
        table.notes().forEach(note -> text.append("\\par\\footnotesize ")
                .append(escaped(note))
                .append('\n'));
        return text.append("\\end{table*}\n").toString();
    }

    private static void appendHeader(StringBuilder text, DataTable table) {
        List<DataTable.Column> columns = table.columns();
        if (columns.stream().anyMatch(column -> !column.group().isEmpty())) {
            StringBuilder rules = new StringBuilder();
            for (int from = 0; from < columns.size(); ) {
                int to = from + 1;
                while (to < columns.size()
                        && columns.get(to).group().equals(columns.get(from).group())) {
                    to++;
                }
                String group = escaped(columns.get(from).group());
                text.append(" & \\multicolumn{")
                        .append(to - from)
                        .append("}{c}{")
                        .append(group)
                        .append('}');
                if (!group.isEmpty()) {
                    rules.append("\\cmidrule(lr){")
                            .append(from + 2)
                            .append('-')
                            .append(to + 1)
                            .append('}');
                }
                from = to;
            }
            text.append(" \\\\\n").append(rules).append('\n');
        }
        text.append(escaped(table.corner()));
        columns.forEach(column -> text.append(" & ").append(escaped(column.label())));
        text.append(" \\\\\n");
    }

    private static void appendRow(StringBuilder text, DataTable.Row row) {
        text.append(escaped(row.label())).append(" & ");
        text.append(row.cells().stream().map(LatexForm::cell).collect(Collectors.joining(" & ")));
        text.append(" \\\\\n");
        if (row.cells().stream().anyMatch(cell -> cell.reference().isPresent())) {
            String source = row.cells().stream()
                    .flatMap(cell -> cell.reference().stream())
                    .map(Cell.Reference::source)
                    .findFirst()
                    .orElse("");
            text.append("{\\scriptsize ").append(escaped(source)).append("} & ");
            text.append(row.cells().stream().map(LatexForm::reference).collect(Collectors.joining(" & ")));
            text.append(" \\\\\n");
        }
    }

    private static String cell(Cell cell) {
        String text = escaped(cell.text());
        text = switch (cell.mark()) {
            case BEST -> "\\textbf{" + text + "}";
            case RUNNER_UP -> "\\underline{" + text + "}";
            case NONE -> text;
        };
        if (cell.hasDeviation()) {
            text += " $\\pm$ " + escaped(Numbers.four(cell.deviation()));
        }
        return text + escaped(cell.sign());
    }

    private static String reference(Cell cell) {
        if (cell.reference().isEmpty()) {
            return "";
        }
        String text = Numbers.four(cell.reference().get().value());
        return "{\\scriptsize "
                + escaped(cell.isNumber() ? text + " (" + Numbers.signed(cell.difference()) + ")" : text) + "}";
    }

    private static String escaped(String text) {
        StringBuilder escaped = new StringBuilder();
        text.codePoints()
                .forEach(c -> escaped.append(
                        switch (c) {
                            case '\\' -> "\\textbackslash{}";
                            case '{', '}', '$', '&', '#', '%', '_' -> "\\" + Character.toString(c);
                            case '~' -> "\\textasciitilde{}";
                            case '^' -> "\\textasciicircum{}";
                            case '<' -> "$<$";
                            case '>' -> "$>$";
                            case '−' -> "$-$";
                            case '±' -> "$\\pm$";
                            case '→' -> "$\\to$";
                            case '†' -> "$^\\dagger$";
                            case '–' -> "--";
                            case '\n', '\r' -> " ";
                            default -> Character.toString(c);
                        }));
        return escaped.toString();
    }
}
