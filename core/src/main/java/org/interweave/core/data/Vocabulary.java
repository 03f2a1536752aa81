package org.interweave.core.data;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Raw ids by index and back. Tabs, line ends and backslashes inside ids are written as \t, \n, \r and \\. */
final class Vocabulary {
    private final List<String> ids;
    private final Map<String, Integer> indices;
    private final int first;

    private Vocabulary(List<String> ids, Map<String, Integer> indices, int first) {
        this.ids = ids;
        this.indices = indices;
        this.first = first;
    }

    /** Reads lines of index, (domain,) id; indices count from {@code first}. */
    static Vocabulary read(Path file, int first, int count, int columns) throws IOException {
        List<String> ids = new ArrayList<>(count);
        Map<String, Integer> indices = new HashMap<>(2 * count);
        try (BufferedReader reader = Files.newBufferedReader(file)) {
            for (String line; (line = reader.readLine()) != null; ) {
                String[] fields = line.split("\t", -1);
                int expected = first + ids.size();
                if (fields.length != columns || !fields[0].equals(Integer.toString(expected))) {
                    throw new DataException(file + ":" + (ids.size() + 1) + ": expected index " + expected + " and "
                            + columns + " columns, found '" + line + "'. Try: prepare the dataset again");
                }
                String id = unescape(fields[columns - 1]);
                Integer before = indices.put(id, expected);
                if (before != null) {
                    throw new DataException(file + ":" + (ids.size() + 1) + ": id '" + escape(id)
                            + "' stands on line " + (before - first + 1)
                            + " already, expected each once. Try: prepare the dataset again");
                }
                ids.add(id);
            }
        }
        if (ids.size() != count) {
            throw new DataException(
                    file + ": " + ids.size() + " lines found, " + count + " expected. Try: prepare the dataset again");
        }
        return new Vocabulary(ids, indices, first);
    }

    String id(int index) {
        if (index < first || index - first >= ids.size()) {
            throw new IllegalArgumentException(
                    "index " + index + " is outside " + first + ".." + (first + ids.size() - 1));
        }
        return ids.get(index - first);
    }

    int index(String id, int unknown) {
        return indices.getOrDefault(id, unknown);
    }

    static String escape(String id) {
        return id.replace("\\", "\\\\")
                .replace("\t", "\\t")
                .replace("\n", "\\n")
                .replace("\r", "\\r");
    }

    static String unescape(String text) {
        if (text.indexOf('\\') < 0) {
            return text;
        }
        StringBuilder id = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '\\' || i + 1 == text.length()) {
                id.append(c);
                continue;
            }
            char escaped = text.charAt(++i);
            id.append(escaped == 't' ? '\t' : escaped == 'n' ? '\n' : escaped == 'r' ? '\r' : escaped);
        }
        return id.toString();
    }
}
