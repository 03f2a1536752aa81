package org.interweave.lab.report.form;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import org.interweave.lab.report.DataTable;
import org.interweave.lab.report.Exhibit;
import org.interweave.lab.report.Figure;
import org.interweave.lab.report.Report;
import org.interweave.lab.report.Section;

/** A report as one page that needs nothing beside it and asks for nothing outside: its policy forbids browsers to. */
public final class HtmlForm {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String POLICY =
            "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data: blob:";

    private final Report report;
    private final ProvenanceCards cards;
    private final ObjectNode data = JSON.createObjectNode();
    private final ArrayNode charts = data.putArray("charts");
    private final ObjectNode copies = data.putObject("copies");
    private final StringBuilder html = new StringBuilder();

    private HtmlForm(Report report) {
        this.report = report;
        cards = new ProvenanceCards(report.runs());
    }

    /** The whole page. */
    public static String write(Report report) throws IOException {
        return new HtmlForm(report).write();
    }

    private String write() throws IOException {
        appendHead();
        appendContents();
        html.append("<section id=\"overview-section\">\n");
        append(report.overview());
        html.append("</section>\n");
        for (Section section : report.sections()) {
            html.append("<section>\n").append(heading("h2", section.id(), section.title()));
            html.append("<p>").append(Html.escaped(section.text())).append("</p>\n");
            section.exhibits().forEach(this::append);
            html.append("</section>\n");
        }
        html.append("</main>\n<div class=\"cards\">\n").append(cards.html()).append("</div>\n");
        html.append(
                "<footer><p>Rendered by <code>interweave lab report</code>. The same records give the same page.</p>\n");
        html.append("<details><summary>Licence of the charts' scripts</summary><pre>");
        html.append(Html.escaped(PageParts.licence())).append("</pre></details></footer>\n");
        html.append("<script type=\"application/json\" id=\"data\">")
                .append(Html.inScript(json()))
                .append("</script>\n");
        html.append(PageParts.libraries());
        html.append("<script>").append(PageParts.script()).append("</script>\n</body>\n</html>\n");
        return html.toString();
    }

    private String json() throws JsonProcessingException {
        return JSON.writeValueAsString(data);
    }

    private void appendHead() throws IOException {
        html.append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
        html.append("<meta http-equiv=\"Content-Security-Policy\" content=\"")
                .append(POLICY)
                .append("\">\n");
        html.append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
        html.append("<meta name=\"color-scheme\" content=\"light dark\">\n");
        html.append("<link rel=\"icon\" href=\"data:,\">\n");
        html.append("<title>").append(Html.escaped(report.title())).append("</title>\n<style>\n");
        html.append(PageParts.style()).append("</style>\n</head>\n<body>\n<main>\n<header>\n<h1>");
        html.append(Html.escaped(report.title())).append("</h1>\n<p>").append(Html.escaped(report.text()));
        html.append(
                "</p>\n<noscript><p>Charts and copying need JavaScript; the tables hold all numbers without it.</p></noscript>\n</header>\n");
    }

    private void appendContents() {
        html.append("<nav aria-label=\"Contents\">\n<ul>\n<li><a href=\"#")
                .append(report.overview().id());
        html.append("\">").append(Html.escaped(report.overview().title())).append("</a></li>\n");
        for (Section section : report.sections()) {
            html.append("<li><a href=\"#").append(section.id()).append("\">").append(Html.escaped(section.title()));
            html.append("</a>\n<ul>");
            for (Exhibit exhibit : section.exhibits()) {
                html.append("<li><a href=\"#").append(exhibit.id()).append("\">");
                html.append(Html.escaped(exhibit.title().replaceFirst(":.*", "")))
                        .append("</a></li>\n");
            }
            html.append("</ul></li>\n");
        }
        html.append("</ul>\n</nav>\n");
    }

    private void append(Exhibit exhibit) {
        boolean figure = exhibit instanceof Figure;
        html.append("<article class=\"").append(figure ? "figure" : "table").append("\">\n");
        html.append(heading(exhibit == report.overview() ? "h2" : "h3", exhibit.id(), exhibit.title()));
        html.append("<p class=\"caption\">")
                .append(Html.escaped(exhibit.caption()))
                .append("</p>\n");
        if (exhibit instanceof Figure shown) {
            appendPanels(shown);
            html.append("<details><summary>The same as a table</summary>\n");
            if (!shown.table().caption().isEmpty()) {
                html.append("<p class=\"caption\">")
                        .append(Html.escaped(shown.table().caption()))
                        .append("</p>\n");
            }
            appendTable(shown.table());
            html.append("</details>\n");
        } else {
            appendTable((DataTable) exhibit);
        }
        html.append("</article>\n");
    }

    private static String heading(String tag, String id, String title) {
        return "<" + tag + " id=\"" + id + "\">" + Html.escaped(title) + " <a class=\"anchor\" href=\"#" + id
                + "\" aria-label=\"Link to this place\">#</a></" + tag + ">\n";
    }

    private void appendTable(DataTable table) {
        html.append(HtmlTable.write(table, cards));
        html.append("<p class=\"copy\">Copy as");
        for (String form : new String[] {"CSV", "Markdown", "LaTeX"}) {
            html.append(" <button data-table=\"")
                    .append(table.id())
                    .append("\" data-form=\"")
                    .append(form);
            html.append("\">").append(form).append("</button>");
        }
        html.append("</p>\n");
        if (!table.notes().isEmpty()) {
            html.append("<ul class=\"notes\">");
            table.notes()
                    .forEach(note ->
                            html.append("<li>").append(Html.escaped(note)).append("</li>"));
            html.append("</ul>\n");
        }
        ObjectNode copy = copies.putObject(table.id());
        copy.put("CSV", CsvForm.write(table));
        copy.put("Markdown", MarkdownForm.write(table));
        copy.put("LaTeX", LatexForm.write(table));
    }

    private void appendPanels(Figure figure) {
        FigureKey key = FigureKey.of(figure);
        ChartSpecs specs = new ChartSpecs(figure, key);
        html.append(key.html());
        String many = figure.panels().size() > 1 ? " many" : "";
        html.append("<div class=\"panels").append(many).append("\">\n");
        for (Figure.Panel panel : figure.panels()) {
            html.append("<div class=\"panel\">");
            if (!panel.title().isEmpty()) {
                html.append("<h4>").append(Html.escaped(panel.title())).append("</h4>");
            }
            String id = "chart-" + (charts.size() + 1);
            String name = figure.title() + (panel.title().isEmpty() ? "" : ", " + panel.title());
            html.append("<div class=\"chart\" id=\"").append(id).append("\" role=\"img\" aria-label=\"");
            html.append(Html.escaped(name)).append("\"></div></div>\n");
            ObjectNode chart = charts.addObject().put("id", id);
            // Lines have a thousand points to hover over, too many for a document of their own.
            chart.put("renderer", figure.kind() == Figure.Kind.LINES ? "canvas" : "svg");
            chart.set("spec", specs.of(panel));
        }
        html.append("</div>\n");
    }
}
