package org.interweave.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.interweave.core.data.Dataset;
import org.interweave.core.data.Manifest;
import org.interweave.core.prep.DatasetSummary;

/** What {@code describe} says. */
final class DatasetReport {
    private DatasetReport() {}

    static List<String> lines(Dataset dataset, DatasetSummary s) {
        Manifest.Filters f = dataset.manifest().filters();
        List<String> lines = new ArrayList<>();
        lines.add(
                "Dataset " + dataset.path() + " (checksum " + dataset.checksum().substring(0, 12) + ")");
        lines.add("Filters: items with " + f.minItem() + " rows, users with " + f.minUser() + " in "
                + (f.minDomains().equals("all") ? "every domain" : f.minDomains() + " domains") + ", newest "
                + f.window() + " per user; equal times ordered by " + f.ties());
        lines.add("");
        lines.addAll(table(s).lines());
        lines.add("");
        lines.add("Time span: " + date(s.firstTime()) + " to " + date(s.lastTime()));
        lines.add("Ties: " + share(s.ties(), s.neighbours()) + " of neighbouring interactions have equal times");
        lines.add("Switches: " + share(s.switches(), s.neighbours())
                + " of neighbouring interactions are of different domains");
        lines.add("Overlap: " + overlap(s));
        return lines;
    }

    private static TextTable table(DatasetSummary s) {
        TextTable table = new TextTable();
        List<String> head = new ArrayList<>(List.of(""));
        s.domains().forEach(d -> head.add(d.name()));
        head.add("all");
        table.row(head);
        add(table, s, "users", d -> number(d.users()), number(s.users()));
        add(table, s, "items", d -> number(d.items()), number(s.items()));
        add(table, s, "interactions", d -> number(d.interactions()), number(s.interactions()));
        add(table, s, "average length", d -> decimal(d.averageLength()), decimal(s.averageLength()));
        add(table, s, "mixed training targets", d -> "", number(s.mixedTrainingTargets()));
        add(
                table,
                s,
                "validation targets",
                d -> number(d.validationTargets()),
                number(sum(s, DatasetSummary.OfDomain::validationTargets)));
        add(
                table,
                s,
                "test targets",
                d -> number(d.testTargets()),
                number(sum(s, DatasetSummary.OfDomain::testTargets)));
        add(
                table,
                s,
                "  never seen in training",
                d -> share(d.unseenTestTargets(), d.testTargets()),
                share(
                        sum(s, DatasetSummary.OfDomain::unseenTestTargets),
                        sum(s, DatasetSummary.OfDomain::testTargets)));
        add(
                table,
                s,
                "  seen at most " + DatasetSummary.RARE + " times",
                d -> share(d.rareTestTargets(), d.testTargets()),
                share(sum(s, DatasetSummary.OfDomain::rareTestTargets), sum(s, DatasetSummary.OfDomain::testTargets)));
        return table;
    }

    private static void add(
            TextTable table,
            DatasetSummary s,
            String label,
            Function<DatasetSummary.OfDomain, String> cell,
            String all) {
        List<String> cells = new ArrayList<>(List.of(label));
        s.domains().forEach(d -> cells.add(cell.apply(d)));
        cells.add(all);
        table.row(cells);
    }

    private static int sum(DatasetSummary s, Function<DatasetSummary.OfDomain, Integer> of) {
        return s.domains().stream().mapToInt(of::apply).sum();
    }

    private static String overlap(DatasetSummary s) {
        List<String> parts = new ArrayList<>();
        for (int n = s.usersByDomains().size() - 1; n > 0; n--)
            if (s.usersByDomains().get(n) > 0)
                parts.add(number(s.usersByDomains().get(n)) + " users are active in " + n
                        + (n == 1 ? " domain" : " domains"));
        return String.join(", ", parts);
    }

    static ObjectNode json(Dataset dataset, DatasetSummary summary) {
        ObjectNode root = new ObjectMapper().valueToTree(summary);
        root.put("dataset", dataset.path().toString());
        root.put("checksum", dataset.checksum());
        root.put("firstDate", date(summary.firstTime()));
        root.put("lastDate", date(summary.lastTime()));
        return root;
    }

    private static String date(long seconds) {
        return Instant.ofEpochSecond(seconds)
                .atZone(ZoneOffset.UTC)
                .toLocalDate()
                .toString();
    }

    private static String number(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    private static String decimal(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }

    private static String share(int part, int whole) {
        return String.format(Locale.ROOT, "%.1f %%", whole == 0 ? 0.0 : 100.0 * part / whole);
    }
}
