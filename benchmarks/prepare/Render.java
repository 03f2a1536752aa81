import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Puts the records' tables between the two marks of README.md. */
final class Render {
    private static final String BEGIN = "<!-- rendered from records: benchmarks/prepare/render -->\n";
    private static final String END = "<!-- end of what is rendered -->\n";

    private Render() {}

    public static void main(String[] args) throws IOException {
        Path folder = Path.of(args[0]);
        Path page = folder.resolve("README.md");
        String text = Files.readString(page);
        int begin = text.indexOf(BEGIN);
        int end = text.indexOf(END);
        if (begin < 0 || end < begin) {
            System.err.println(page + ": no line '" + BEGIN.strip() + "' with '" + END.strip() + "' after it");
            System.exit(1);
        }
        Files.writeString(page, text.substring(0, begin + BEGIN.length()) + tables(folder.resolve("records")) + text.substring(end));
    }

    private static String tables(Path records) throws IOException {
        StringBuilder text = new StringBuilder();
        try (Stream<Path> files = Files.list(records)) {
            List<Path> found = files.filter(f -> f.toString().endsWith(".json")).sorted(Comparator.comparing(f -> f.getFileName().toString())).toList();
            for (Path file : found) append(text, new ObjectMapper().readTree(file.toFile()), file.getFileName().toString());
        }
        return text.toString();
    }

    private static void append(StringBuilder text, JsonNode record, String name) {
        JsonNode input = record.get("input");
        text.append(String.format(Locale.ROOT, "%n### %,d rows per domain, %s, %s ids%n%n", input.get("rowsPerDomain").asLong(),
                input.get("form").asText(), input.get("ids").asText()));
        text.append("| | wall | user + system | peak memory | spilled |\n|---|---|---|---|---|\n");
        for (JsonNode run : record.get("runs")) {
            boolean ours = run.get("what").asText().equals("interweave");
            text.append(String.format(Locale.ROOT, "| %s | %.1f s | %.1f s | %.2f GB | %s |%n",
                    ours ? "`prepare --memory " + run.get("memory").asText() + "`" : "pandas " + run.get("version").asText() + parts(run),
                    run.get("seconds").asDouble(), run.get("userSeconds").asDouble() + run.get("systemSeconds").asDouble(),
                    run.get("peakBytes").asDouble() / 1e9,
                    ours ? String.format(Locale.ROOT, "%.2f GB", run.get("spilledBytes").asDouble() / 1e9) : ""));
        }
        double paused = 0;
        for (JsonNode run : record.get("runs")) paused = Math.max(paused, run.get("pausedSeconds").asDouble());
        if (paused > 0) text.append(String.format(Locale.ROOT, "%nThe machine was shared: a run was stopped from outside for up to %.0f s, which are not counted.%n", paused));
        double others = 0;
        for (JsonNode run : record.get("runs")) others = Math.max(others, run.path("othersCpuSeconds").asDouble());
        if (others > 5) text.append(String.format(Locale.ROOT, "%nOther work took up to %.0f CPU seconds during a run, so compare user + system rather than wall.%n", others));
        JsonNode result = record.get("result");
        JsonNode machine = record.get("machine");
        text.append(String.format(Locale.ROOT, "%n%,d users, %s items and %s interactions remain%s. %.2f GB of input, seed %d.%n",
                result.get("users").asLong(), both(result.get("items")), both(result.get("interactions")),
                record.get("runs").size() > 1 ? ", the same from every run" : "", input.get("bytes").asDouble() / 1e9, input.get("seed").asLong()));
        for (JsonNode run : record.get("runs"))
            if (run.hasNonNull("secondsOfScanningSaveExtrapolated"))
                text.append(String.format(Locale.ROOT, "Saved as the published script does, with a scan of the whole table for each user, pandas would take %,.0f s more (extrapolated).%n",
                        run.get("secondsOfScanningSaveExtrapolated").asDouble() - run.at("/parts/save").asDouble()));
        text.append(String.format(Locale.ROOT, "%s, %d threads; %s, %d cores, %.1f GB; Java %s, %s. Commit %s, %s, record `%s`.%n", record.get("engine").asText(),
                record.get("threads").asInt(), machine.get("cpu").asText(), machine.get("cores").asInt(), machine.get("memoryBytes").asDouble() / 1e9,
                machine.get("java").asText(), machine.get("system").asText(), record.get("commit").asText(), record.get("date").asText(), name));
    }

    private static String parts(JsonNode run) {
        JsonNode parts = run.get("parts");
        return String.format(Locale.ROOT, " (read %.0f s, filter %.0f s, save %.0f s)", parts.get("read").asDouble(),
                parts.get("filter").asDouble(), parts.get("save").asDouble());
    }

    private static String both(JsonNode numbers) {
        return String.format(Locale.ROOT, "%,d + %,d", numbers.get(0).asLong(), numbers.get(1).asLong());
    }
}
