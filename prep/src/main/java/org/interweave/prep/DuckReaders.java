package org.interweave.prep;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.interweave.core.prep.Source;

/** DuckDB's table functions for the forms a file may have: every column as text, nothing guessed, a name never taken for a pattern. */
final class DuckReaders {
    private DuckReaders() {}

    /** What to put behind FROM. */
    static String table(Source source) {
        return switch (source.format()) {
            case SEPARATED ->
                "read_csv(" + file(source.file()) + ", auto_detect = false, header = "
                        + (source.separation().headerLines() > 0) + ", delim = "
                        + literal(source.separation().mark()) + ", quote = '\"', escape = '\"', strict_mode = true, "
                        + compression(source) + ", columns = {" + cells(source) + "})";
            case JSON_LINES ->
                "read_json(" + file(source.file()) + ", format = 'newline_delimited', " + compression(source)
                        + ", columns = {" + keys(source) + "})";
            case PARQUET -> parquet(source.file());
        };
    }

    static String parquet(Path file) {
        return "read_parquet(" + file(file) + ")";
    }

    /** The columns user_id, item_id and ts_text. */
    static String columns(Source source, Map<String, String> parquetTypes) {
        return text(source, source.roles().user(), parquetTypes) + " AS user_id, "
                + text(source, source.roles().item(), parquetTypes) + " AS item_id, "
                + text(source, source.roles().time(), parquetTypes) + " AS ts_text";
    }

    private static String text(Source source, int column, Map<String, String> parquetTypes) {
        String name = source.columns().get(column);
        if (source.format() == Source.Format.SEPARATED) return "c" + column;
        if (source.format() == Source.Format.JSON_LINES) return identifier(name);
        String type = parquetTypes.get(name);
        boolean moment = type.startsWith("TIMESTAMP") || type.equals("DATE");
        return "CAST(" + (moment ? "epoch_us(" + identifier(name) + ")" : identifier(name)) + " AS VARCHAR)";
    }

    private static String cells(Source source) {
        List<String> cells = new ArrayList<>();
        for (int c = 0; c < source.columns().size(); c++) cells.add("'c" + c + "': 'VARCHAR'");
        return String.join(", ", cells);
    }

    private static String keys(Source source) {
        return String.join(
                ", ",
                source.columns().stream().map(k -> literal(k) + ": 'VARCHAR'").toList());
    }

    private static String compression(Source source) {
        return "compression = '" + (source.gzip() ? "gzip" : "none") + "'";
    }

    private static String file(Path file) {
        return "[" + literal(file.toAbsolutePath().toString().replaceAll("[\\[*?]", "[$0]")) + "]";
    }

    static String literal(String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    private static String identifier(String name) {
        return "\"" + name.replace("\"", "\"\"") + "\"";
    }
}
