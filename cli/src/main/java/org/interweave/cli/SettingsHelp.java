package org.interweave.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.interweave.learn.model.ModelEntry;
import org.interweave.learn.model.Models;
import org.interweave.learn.train.RunConfig;
import org.interweave.learn.train.RunConfig.Setting;

/** Every setting of every model with its default, as the end of a help page: what all have in common once, then each model's own. */
final class SettingsHelp {
    private static final int PAGE = 80;
    private static final int NAME = 23;
    private static final int VALUE = 10;
    private static final String CONTINUED = " ".repeat(2 + NAME + VALUE);

    private SettingsHelp() {}

    static List<String> lines() {
        String first = Models.ALL.get(0).id();
        List<Setting> training = section(first, "training");
        List<String> lines = new ArrayList<>(
                List.of("", "Settings of training, which every model has, with the defaults of " + first + ":"));
        training.forEach(setting -> lines.addAll(described(setting)));
        for (ModelEntry<?> entry : Models.ALL) {
            lines.add("");
            lines.addAll(wrapped(heading(entry.id(), training), ""));
            section(entry.id(), "settings").forEach(setting -> lines.addAll(described(setting)));
        }
        return lines;
    }

    private static List<Setting> section(String model, String name) {
        return RunConfig.defaults(model).list().stream()
                .filter(setting -> setting.section().equals(name))
                .toList();
    }

    /** The model, and what it sets of training unless told otherwise. */
    private static String heading(String model, List<Setting> usual) {
        String own = section(model, "training").stream()
                .filter(setting -> !usual.contains(setting))
                .map(setting -> setting.name() + "=" + setting.value())
                .collect(Collectors.joining(", "));
        return "Settings of " + model + (own.isEmpty() ? "" : "; it trains with " + own) + ":";
    }

    /** Name, default and meaning; names to choose from are not in the meaning and get lines of their own. */
    private static List<String> described(Setting setting) {
        String start = String.format("  %-" + NAME + "s%-" + VALUE + "s", setting.name(), setting.value());
        List<String> lines = new ArrayList<>();
        String alone = start.stripTrailing();
        if (alone.length() >= CONTINUED.length()) { // too long for its column
            lines.add(alone);
            start = CONTINUED;
        }
        List<String> meaning = wrapped(setting.meaning(), CONTINUED);
        lines.add(start + meaning.get(0).substring(CONTINUED.length()));
        lines.addAll(meaning.subList(1, meaning.size()));
        if (setting.expected().startsWith("one of")) {
            lines.addAll(wrapped(setting.expected(), CONTINUED));
        }
        return lines;
    }

    /** Lines that fit the page, broken between words. */
    private static List<String> wrapped(String text, String indent) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder(indent);
        for (String word : text.split(" ")) {
            if (line.length() > indent.length() && line.length() + 1 + word.length() > PAGE) {
                lines.add(line.toString());
                line = new StringBuilder(indent);
            }
            line.append(line.length() > indent.length() ? " " : "").append(word);
        }
        lines.add(line.toString());
        return lines;
    }
}
