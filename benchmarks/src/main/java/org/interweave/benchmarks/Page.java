package org.interweave.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.interweave.core.io.AtomicFile;

/** benchmarks/README.md: text by hand, tables from the records, each between a pair of comments that name it. */
final class Page {
    private Page() {}

    static void write(Path home) throws IOException {
        AtomicFile.writeString(home.resolve("README.md"), render(home));
        for (GrowthRecord record : growth(home)) {
            AtomicFile.writeString(home.resolve(picture(record)), GrowthPlot.svg(record));
        }
    }

    /** The page as the records have it. */
    static String render(Path home) throws IOException {
        String page = Files.readString(home.resolve("README.md"));
        StringBuilder steps = new StringBuilder();
        for (StepRecord record : Records.read(home, StepRecord.SUFFIX, StepRecord.class)) {
            steps.append("\n### ").append(record.name()).append("\n\n").append(StepTable.render(record));
        }
        StringBuilder growth = new StringBuilder();
        for (GrowthRecord record : growth(home)) {
            growth.append(String.format("%n### %s%n%n![Growth](%s)%n%n", record.name(), picture(record)))
                    .append(GrowthTable.render(record));
        }
        StringBuilder answers = new StringBuilder();
        for (AnswerRecord record : Records.read(home, AnswerRecord.SUFFIX, AnswerRecord.class)) {
            answers.append("\n### ").append(record.name()).append("\n\n").append(AnswerTable.render(record));
        }
        page = replace(page, "step", steps.toString());
        page = replace(page, "growth", growth.toString());
        return replace(page, "answer", answers.toString());
    }

    private static List<GrowthRecord> growth(Path home) throws IOException {
        return Records.read(home, GrowthRecord.SUFFIX, GrowthRecord.class);
    }

    private static String picture(GrowthRecord record) {
        return "growth-" + record.name() + ".svg";
    }

    private static String replace(String page, String name, String tables) {
        String begin = "<!-- " + name + ": from records, do not edit -->\n";
        String end = "<!-- end of " + name + " -->";
        Pattern between = Pattern.compile(Pattern.quote(begin) + ".*?" + Pattern.quote(end), Pattern.DOTALL);
        Matcher found = between.matcher(page);
        if (!found.find()) {
            throw new IllegalArgumentException("README.md has no place for the tables of " + name
                    + ": two lines are missing, " + begin.strip() + " and " + end);
        }
        return found.replaceFirst(Matcher.quoteReplacement(begin + tables + "\n" + end));
    }
}
