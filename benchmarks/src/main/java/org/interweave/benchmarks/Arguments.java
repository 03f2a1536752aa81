package org.interweave.benchmarks;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Options of the form {@code --name value}, and {@code --no-name}. Whoever asks for them all calls {@link #requireAllUsed} last. */
final class Arguments {
    private static final String YES = "";

    private final Map<String, List<String>> given = new LinkedHashMap<>();
    private final TreeSet<String> known = new TreeSet<>();

    Arguments(List<String> words) {
        for (int i = 0; i < words.size(); i++) {
            String name = words.get(i);
            if (!name.startsWith("--")) {
                throw new IllegalArgumentException("'" + name + "' is not an option. Options start with --");
            }
            boolean hasValue = !name.startsWith("--no-")
                    && i + 1 < words.size()
                    && !words.get(i + 1).startsWith("--");
            given.computeIfAbsent(name, n -> new ArrayList<>()).add(hasValue ? words.get(++i) : YES);
        }
    }

    String text(String name, String otherwise) {
        List<String> values = texts(name);
        return values.isEmpty() ? otherwise : values.get(values.size() - 1);
    }

    /** An option that may be given several times. */
    List<String> texts(String name) {
        known.add(name);
        List<String> values = given.getOrDefault(name, List.of());
        if (values.contains(YES)) {
            throw new IllegalArgumentException(name + " needs a value");
        }
        return values;
    }

    int number(String name, int least, int otherwise) {
        String text = text(name, Integer.toString(otherwise));
        try {
            int number = Integer.parseInt(text);
            if (number >= least) {
                return number;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new IllegalArgumentException(name + " is '" + text + "', expected a whole number, at least " + least);
    }

    boolean has(String name) {
        known.add(name);
        return given.containsKey(name);
    }

    /** Anything left is a mistake. */
    void requireAllUsed() {
        for (String name : given.keySet()) {
            if (!known.contains(name)) {
                throw new IllegalArgumentException("unknown option " + name + ". Known: " + String.join(", ", known));
            }
        }
    }
}
