package org.interweave.core.prep;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.List;
import org.interweave.core.data.DataException;

/**
 * Finds the first line of a file that cannot be used, so that every engine reports bad input alike.
 *
 * <p>Runs only after a failure: good data never pays for it. Parquet files have no lines and pass.
 */
public final class FirstDefect {
    private static final ObjectMapper JSON = new ObjectMapper();

    private FirstDefect() {}

    /**
     * Returns if every line of the file is sound.
     *
     * @throws DataException "file:line: what is wrong — “the line”"
     */
    public static void check(Source source) throws IOException {
        if (source.format() == Source.Format.PARQUET) return;
        try (TextLines lines = new TextLines(source.file(), source.gzip())) {
            if (source.format() == Source.Format.JSON_LINES) checkJson(source, lines);
            else checkSeparated(source, lines);
        }
    }

    private static void checkSeparated(Source source, TextLines lines) throws IOException {
        Records records = new Records(lines, source.separation().mark());
        Boolean carriageReturns = null;
        int headers = source.separation().headerLines();
        for (List<String> fields; (fields = records.next()) != null; ) {
            String why = fields.size() != source.columns().size()
                    ? "expected " + source.columns().size() + " columns separated by "
                            + Recognizer.spoken(source.separation().mark()) + ", found " + fields.size()
                    : headers > 0
                            ? null
                            : idDefect(
                                    fields.get(source.roles().user()),
                                    fields.get(source.roles().item()));
            if (why == null && headers == 0)
                why = Timestamps.defect(fields.get(source.roles().time()), source.resolution());
            if (why == null && carriageReturns != null && carriageReturns != lines.carriageReturn())
                why = "line ends in " + (lines.carriageReturn() ? "CR LF" : "LF") + ", the lines before in "
                        + (carriageReturns ? "CR LF" : "LF");
            if (why != null) throw lines.defect(records.line(), why, records.text());
            carriageReturns = lines.carriageReturn();
            headers = 0;
        }
    }

    private static void checkJson(Source source, TextLines lines) throws IOException {
        for (String text; (text = lines.next()) != null; ) {
            if (text.isBlank()) continue;
            JsonNode object = object(lines, text);
            for (String key : source.columns())
                if (!object.hasNonNull(key))
                    throw lines.defect(lines.number(), "no \"" + key + "\" in this object", text);
            String why = idDefect(value(object, source.userColumn()), value(object, source.itemColumn()));
            if (why == null) why = Timestamps.defect(value(object, source.timeColumn()), source.resolution());
            if (why != null) throw lines.defect(lines.number(), why, text);
        }
    }

    /** A line as a JSON object, or the error that says why it is none. */
    static JsonNode object(TextLines lines, String text) {
        try {
            JsonNode node = JSON.readTree(text);
            if (node.isObject()) return node;
            throw lines.defect(lines.number(), "not a JSON object", text);
        } catch (JsonProcessingException e) {
            throw lines.defect(
                    lines.number(),
                    "not a JSON object (" + e.getOriginalMessage().split("\n")[0] + ")",
                    text);
        }
    }

    /** A value's text as an engine hands it over. */
    static String value(JsonNode object, String key) {
        JsonNode value = object.get(key);
        return value.isTextual() ? value.textValue() : value.toString();
    }

    private static String idDefect(String user, String item) {
        if (user.isEmpty()) return "empty user id";
        if (item.isEmpty()) return "empty item id";
        return (user + item).contains("\uFFFD") ? "id is not valid UTF-8" : null;
    }
}
