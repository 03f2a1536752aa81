package org.interweave.core.prep;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The records of a separated file: fields in double quotes may hold separators, line breaks and doubled quotes; a quote inside a bare field is itself. */
final class Records {
    private final TextLines lines;
    private final String separator;
    private final StringBuilder field = new StringBuilder();
    private String text;
    private String first;
    private int at;
    private long start;

    Records(TextLines lines, String separator) {
        this.lines = lines;
        this.separator = separator;
    }

    /** First line of the record returned last. */
    long line() {
        return start;
    }

    /** The first line's text of the record returned last. */
    String text() {
        return first;
    }

    /** The fields of the next record that is not blank, or null after the last. */
    List<String> next() throws IOException {
        do {
            text = lines.next();
            if (text == null) return null;
        } while (text.isEmpty());
        first = text;
        start = lines.number();
        at = 0;
        List<String> fields = new ArrayList<>();
        while (true) {
            field.setLength(0);
            if (at < text.length() && text.charAt(at) == '"') quoted();
            else bare();
            fields.add(field.toString());
            if (at >= text.length()) return fields;
            at += separator.length();
            if (at >= text.length()) {
                fields.add("");
                return fields;
            }
        }
    }

    private void bare() {
        int end = text.indexOf(separator, at);
        if (end < 0) end = text.length();
        field.append(text, at, end);
        at = end;
    }

    private void quoted() throws IOException {
        at++;
        while (true) {
            if (at >= text.length()) {
                continueOnNextLine();
                continue;
            }
            char c = text.charAt(at++);
            if (c != '"') {
                field.append(c);
            } else if (at < text.length() && text.charAt(at) == '"') {
                field.append('"');
                at++;
            } else {
                break;
            }
        }
        int end = text.indexOf(separator, at);
        if (end < 0) end = text.length();
        if (!text.substring(at, end).isBlank()) throw lines.defect(start, "text after a closing quote", first);
        at = end;
    }

    private void continueOnNextLine() throws IOException {
        String more = field.length() > TextLines.LONGEST ? null : lines.next();
        if (more == null) throw lines.defect(start, "a quote is opened but not closed", first);
        field.append('\n');
        text = more;
        at = 0;
    }

    /** One line cut leniently, for telling a file's form: a record that goes on in the next line ends here. */
    static List<String> cells(String line, String separator) {
        List<String> cells = new ArrayList<>();
        StringBuilder cell = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '"' && (quoted || cell.isEmpty())) {
                boolean doubled = quoted && i + 1 < line.length() && line.charAt(i + 1) == '"';
                if (doubled) cell.append(line.charAt(++i));
                else quoted = !quoted;
            } else if (!quoted && line.startsWith(separator, i)) {
                cells.add(cell.toString());
                cell.setLength(0);
                i += separator.length() - 1;
            } else {
                cell.append(c);
            }
        }
        cells.add(cell.toString());
        return cells;
    }
}
