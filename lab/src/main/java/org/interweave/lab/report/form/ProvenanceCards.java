package org.interweave.lab.report.form;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.interweave.lab.record.Records;
import org.interweave.lab.record.RunRecord;
import org.interweave.lab.report.Numbers;
import org.interweave.learn.train.EvaluationReport;

/** Where numbers come from: a card per set of runs, opened by the numbers worked out from them. */
final class ProvenanceCards {
    private final Map<String, Records.Kept> runs;
    private final Map<List<String>, String> ids = new LinkedHashMap<>();

    ProvenanceCards(Map<String, Records.Kept> runs) {
        this.runs = runs;
    }

    /** The card of these runs, made when first asked for. */
    String id(List<String> names) {
        return ids.computeIfAbsent(List.copyOf(new TreeSet<>(names)), key -> "runs-" + (ids.size() + 1));
    }

    /** All cards asked for. */
    String html() {
        StringBuilder html = new StringBuilder();
        ids.forEach(
                (names, id) -> append(html, id, names.stream().map(runs::get).toList()));
        return html.toString();
    }

    private void append(StringBuilder html, String id, List<Records.Kept> kept) {
        html.append("<div popover id=\"")
                .append(id)
                .append("\" class=\"card\" aria-label=\"Where the number comes from\">");
        html.append("<div class=\"card-head\"><strong>")
                .append(kept.size() == 1 ? "From one run" : "From " + kept.size() + " runs");
        html.append("</strong><button popovertarget=\"").append(id);
        html.append("\" popovertargetaction=\"hide\" aria-label=\"close\">×</button></div>\n");
        html.append(
                "<div class=\"scroll\"><table><thead><tr><th>record</th><th>seed</th><th>best epoch</th><th>training</th></tr></thead><tbody>\n");
        for (Records.Kept one : kept) {
            RunRecord record = one.record();
            boolean trained = !record.curve().isEmpty();
            html.append("<tr><td><code>")
                    .append(Html.escaped(one.file().getFileName().toString()))
                    .append("</code></td><td>");
            html.append(trained ? record.seed() : "none").append("</td><td>");
            html.append(trained ? record.bestEpoch() + " of " + record.curve().size() : "does not train")
                    .append("</td><td>");
            html.append(trained ? Numbers.duration(record.trainingSeconds()) : "");
            html.append(record.finished() ? "" : ", cut short").append("</td></tr>\n");
        }
        html.append("</tbody></table></div>\n<dl>\n");
        facts().forEach((name, fact) -> appendFact(html, name, fact, kept));
        html.append("</dl></div>\n");
    }

    /** Said once if all runs agree, otherwise each value with its runs. */
    private static void appendFact(
            StringBuilder html, String name, Function<RunRecord, String> fact, List<Records.Kept> kept) {
        Map<String, List<String>> byValue = new LinkedHashMap<>();
        kept.forEach(one -> byValue.computeIfAbsent(fact.apply(one.record()), v -> new ArrayList<>())
                .add(one.name()));
        html.append("<dt>").append(Html.escaped(name)).append("</dt>");
        byValue.forEach((value, names) -> {
            html.append("<dd>").append(Html.escaped(value.isEmpty() ? "not recorded" : value));
            if (byValue.size() > 1) {
                html.append(" <small>")
                        .append(Html.escaped(String.join(", ", names)))
                        .append("</small>");
            }
            html.append("</dd>");
        });
        html.append('\n');
    }

    private static Map<String, Function<RunRecord, String>> facts() {
        Map<String, Function<RunRecord, String>> facts = new LinkedHashMap<>();
        facts.put("Dataset", record -> record.study() + ", checksum " + record.dataset());
        facts.put("Order of ties", RunRecord::ties);
        facts.put("Candidate lists", record -> record.evaluations().stream()
                .map(EvaluationReport::candidateHash)
                .filter(hash -> !hash.isEmpty())
                .collect(Collectors.joining(", ")));
        facts.put("Training settings", record -> settings(record.run().path("training")));
        facts.put("Model settings", record -> settings(record.run().path("settings")));
        facts.put("Commit", RunRecord::commit);
        facts.put("Recorded", RunRecord::date);
        facts.put("Machine", RunRecord::machine);
        facts.put("Peak memory", record -> record.peakBytes() == 0 ? "" : Numbers.gigabytes(record.peakBytes()));
        return facts;
    }

    private static String settings(JsonNode section) {
        List<String> settings = new ArrayList<>();
        Set<String> told = Set.of("seed"); // a row above
        section.properties().forEach(field -> {
            if (!told.contains(field.getKey())) {
                settings.add(field.getKey() + " " + field.getValue().asText());
            }
        });
        return settings.isEmpty() ? "none" : String.join(", ", settings);
    }
}
