package org.interweave.core.prep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.interweave.prep.DuckRunner;
import org.interweave.prep.DuckSettings;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The SQL and the scan in Java refuse the same timestamps and read the same numbers from the others. */
class SameRuleTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(Resolution.class)
    void timestamps(Resolution resolution) throws IOException {
        List<String> texts = List.copyOf(texts(new Random(11)));
        Path file = Files.writeString(
                folder.resolve("x.csv"),
                String.join("", texts.stream().map(t -> "u,i,5,\"" + t + "\"\n").toList()));
        Source source = new Source(
                file,
                Source.Format.SEPARATED,
                false,
                new Source.Separation(",", 0),
                List.of("1", "2", "3", "4"),
                new Source.Roles(0, 1, 3),
                resolution,
                "test");
        List<String> found = new ArrayList<>();
        try (DuckRunner sql = new DuckRunner(folder, new DuckSettings("200MB", 2))) {
            sql.define("raw_events", Pipeline.rawEvents(sql, List.of(List.of(source)), Ties.FILE), false);
            for (Pipeline.Step step : Pipeline.steps(2, Filters.PAPER))
                if (Set.of("timed", "checked").contains(step.name()))
                    sql.define(step.name(), step.select(), step.kept());
            sql.define("result", "SELECT tie, defect, whole FROM checked", true);
            sql.forEach(
                    "SELECT tie, defect, whole FROM result ORDER BY tie",
                    row -> found.add(row.getString(1) == null ? "" + row.getLong(2) : "refused"));
        }
        List<String> expected = texts.stream()
                .map(t -> Timestamps.defect(t, resolution) == null
                        ? "" + Timestamps.whole(t).getAsLong()
                        : "refused")
                .toList();
        for (int i = 0; i < texts.size(); i++)
            assertEquals(expected.get(i), found.get(i), "“" + texts.get(i) + "” in " + resolution);
        assertEquals(expected.size(), found.size());
        assertTrue(expected.stream().filter(e -> !e.equals("refused")).count() > 100);
    }

    private static Set<String> texts(Random random) {
        Set<String> texts = new LinkedHashSet<>(List.of(
                "",
                "0",
                "-0",
                "00",
                "+1",
                "1.",
                ".5",
                "1.5",
                "1.0",
                "1e3",
                "1e-3",
                "1000e-3",
                "0x10",
                "1_000",
                "nan",
                "inf",
                "12:30",
                "9223372036854775807",
                "-9223372036854775808",
                "9223372036854775808",
                "99999999999",
                "100000000000",
                "99999999999999",
                "100000000000000",
                "9e15",
                "8.9e15",
                "1e300",
                "--1",
                "1,0",
                "abc"));
        while (texts.size() < 3000) {
            long value = random.nextLong() >> random.nextInt(64);
            String text = Long.toString(value);
            switch (random.nextInt(6)) {
                case 0 -> text += ".0";
                case 1 -> text += ".25";
                case 2 -> text = value / 1000 + "e3";
                case 3 ->
                    text = new StringBuilder(text)
                            .insert(random.nextInt(text.length() + 1), (char) (' ' + random.nextInt(90)))
                            .toString()
                            .replace("\"", "'");
                default -> {}
            }
            texts.add(text);
        }
        return texts;
    }
}
