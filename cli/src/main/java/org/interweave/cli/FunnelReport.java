package org.interweave.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.interweave.core.prep.Funnel;
import org.interweave.core.prep.Preparation;

/** What {@code prepare} says when it is done: the funnel, why the rest went, ties and duplicates. */
final class FunnelReport {
    private FunnelReport() {}

    static List<String> lines(Preparation.Prepared prepared) {
        List<String> lines = new ArrayList<>();
        lines.add("");
        lines.addAll(table(prepared.funnel()));
        lines.add("");
        lines.addAll(gone(prepared.funnel()));
        long rows = prepared.funnel()
                .steps()
                .get(prepared.funnel().steps().size() - 1)
                .rows();
        lines.add(String.format(
                Locale.ROOT,
                "Duplicates: %,d of %,d rows equal another one in user, item and time; they stay.",
                prepared.duplicates(),
                rows));
        lines.add(String.format(
                Locale.ROOT,
                "Ties: %,d of %,d neighbouring interactions (%.1f %%) have equal times.",
                prepared.ties(),
                prepared.neighbours(),
                100.0 * prepared.ties() / Math.max(1, prepared.neighbours())));
        lines.add("Dataset: " + prepared.directory());
        return lines;
    }

    private static List<String> table(Funnel funnel) {
        TextTable table = new TextTable();
        List<String> top = new ArrayList<>(List.of("", ""));
        List<String> head = new ArrayList<>(List.of("after", "users"));
        for (String domain : funnel.domains()) {
            top.addAll(List.of(domain, "", ""));
            head.addAll(List.of("rows", "users", "items"));
        }
        table.row(top).row(head);
        for (Funnel.Step step : funnel.steps()) {
            List<String> cells = new ArrayList<>(List.of(step.kept(), number(step.users())));
            step.perDomain()
                    .forEach(c -> cells.addAll(List.of(number(c.rows()), number(c.users()), number(c.items()))));
            table.row(cells);
        }
        return table.lines();
    }

    private static List<String> gone(Funnel funnel) {
        TextTable table = new TextTable().alignLeft(4);
        table.row(List.of("dropped", "rows", "users", "items", "because"));
        for (int s = 1; s < funnel.steps().size(); s++) {
            Funnel.Step before = funnel.steps().get(s - 1);
            Funnel.Step step = funnel.steps().get(s);
            table.row(List.of(
                    "",
                    number(before.rows() - step.rows()),
                    number(before.users() - step.users()),
                    number(before.items() - step.items()),
                    step.gone()));
        }
        return table.lines();
    }

    static Map<String, Object> json(Preparation.Prepared prepared) {
        Map<String, Object> root = new LinkedHashMap<>();
        root.put("dataset", prepared.directory().toString());
        List<Map<String, Object>> inputs = new ArrayList<>();
        for (int d = 0; d < prepared.sources().size(); d++)
            for (var source : prepared.sources().get(d)) {
                Map<String, Object> input = new LinkedHashMap<>();
                input.put("domain", prepared.funnel().domains().get(d));
                input.put("file", source.file().toString());
                input.put("read_as", source.layout());
                input.put("gzip", source.gzip());
                input.put("resolution", source.resolution().toString());
                inputs.add(input);
            }
        root.put("inputs", inputs);
        root.put("domains", prepared.funnel().domains());
        root.put("steps", prepared.funnel().steps());
        root.put("duplicates", prepared.duplicates());
        root.put("ties", prepared.ties());
        root.put("neighbours", prepared.neighbours());
        return root;
    }

    private static String number(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }
}
