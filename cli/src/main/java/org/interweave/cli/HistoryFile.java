package org.interweave.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.interweave.core.data.DataException;

/** A history as a person writes it: an item id per line, with a time or without. */
final class HistoryFile {
    private record Line(String item, Long time) {}

    private HistoryFile() {}

    /** Item ids, oldest first: by time where every line has one, else as they stand; none if the file is empty. {@code -} reads the given stream. */
    static List<String> read(String name, InputStream standardInput) throws IOException {
        boolean isStream = name.equals("-");
        String where = isStream ? "standard input" : name;
        if (!isStream && Files.isDirectory(Path.of(name))) {
            throw new DataException(name + ": is a directory, expected a file with one item id per line");
        }
        if (!isStream && !Files.exists(Path.of(name))) {
            throw new DataException(
                    name + ": no such file. Try: a file with one item id per line, or - for standard input");
        }
        byte[] bytes = isStream ? standardInput.readAllBytes() : Files.readAllBytes(Path.of(name));
        List<Line> lines = parse(decode(bytes, where), where);
        long timed = lines.stream().filter(line -> line.time != null).count();
        if (timed == lines.size()) {
            lines.sort(Comparator.comparing(Line::time)); // stable: equal times stay as they stand
        } else if (timed > 0) {
            throw new DataException(where + ": " + timed + " of " + lines.size()
                    + " lines have a time. Try: a time in every line, or in none");
        }
        return lines.stream().map(Line::item).toList();
    }

    private static String decode(byte[] bytes, String where) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString()
                    .replaceFirst("^\ufeff", ""); // the mark that some editors put before UTF-8
        } catch (CharacterCodingException e) {
            throw new DataException(where + ": not UTF-8 text", e);
        }
    }

    private static List<Line> parse(String text, String where) {
        List<Line> lines = new ArrayList<>();
        int number = 0;
        for (String row : text.split("\r?\n|\r")) {
            number++;
            if (!row.isBlank()) {
                lines.add(line(row.strip(), where + ":" + number));
            }
        }
        return lines;
    }

    private static Line line(String row, String where) {
        String[] fields = row.split("[,\t]", -1);
        if (fields.length > 2 || fields[0].isBlank()) {
            throw new DataException(
                    where + ": found '" + row + "', expected an item id, or an item id, a comma or tab, and a time");
        }
        if (fields.length == 1) {
            return new Line(fields[0].strip(), null);
        }
        try {
            return new Line(fields[0].strip(), Long.parseLong(fields[1].strip()));
        } catch (NumberFormatException e) {
            throw new DataException(
                    where + ": the time is '" + fields[1].strip() + "', expected a whole number of seconds", e);
        }
    }
}
