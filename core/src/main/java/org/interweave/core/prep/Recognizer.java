package org.interweave.core.prep;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.interweave.core.data.DataException;

/** Tells how each file is written from what it holds, not from its name. */
final class Recognizer {
    private static final int SAMPLE = 1000;
    private final SqlRunner sql;
    private final ColumnChoice columns;

    Recognizer(SqlRunner sql, ColumnChoice columns) {
        this.sql = sql;
        this.columns = columns;
    }

    /** The files of one domain; an empty layout marks a rating file whose first two columns are still to be told apart. */
    List<Source> recognize(DomainFiles domain) throws IOException {
        List<Source> sources = new ArrayList<>();
        for (Path file : domain.files()) {
            FileHead head = FileHead.read(file);
            Optional<ColumnChoice.Named> named = columns.of(domain.name());
            if (head.kind() == FileHead.Kind.PARQUET) sources.add(parquet(file, named));
            else if (head.lines().get(0).stripLeading().startsWith("{")) sources.add(new JsonForm(head).source(named));
            else if (head.lines().get(0).strip().matches("\\[.*"))
                throw new DataException(file + ":1: a JSON array, expected one JSON object per line. Try: jq -c '.[]'");
            else sources.add(new SeparatedForm(head).source(named));
        }
        return sources;
    }

    private Source parquet(Path file, Optional<ColumnChoice.Named> named) {
        List<String> names = parquetColumns(file);
        Source.Roles roles = named.map(n -> roles(file, names, n)).orElseGet(() -> KnownColumns.roles(names)
                .orElseThrow(() -> new DataException(
                        file + ": " + KnownColumns.missingFrom(names) + " among the columns " + String.join(", ", names)
                                + ". Try: --columns user=..,item=..,time=.. with three of these names")));
        String layout =
                "Parquet " + names.get(roles.user()) + "," + names.get(roles.item()) + "," + names.get(roles.time());
        Source any = new Source(
                file, Source.Format.PARQUET, false, Source.Separation.NONE, names, roles, Resolution.SECONDS, layout);
        List<String> times = new ArrayList<>();
        sql.read("sampled_file", any, SqlRunner.Numbering.NONE);
        sql.define("sampled_times", "SELECT ts_text FROM sampled_file WHERE ts_text IS NOT NULL LIMIT " + SAMPLE, true);
        sql.forEach("SELECT ts_text FROM sampled_times", row -> times.add(row.getString(0)));
        return new Source(file, any.format(), false, any.separation(), names, roles, resolution(file, times), layout);
    }

    private List<String> parquetColumns(Path file) {
        try {
            return sql.parquetColumns(file);
        } catch (EngineException e) {
            throw new DataException(
                    file + ": cannot be read as Parquet (" + e.getMessage() + "). Try: copy or write the file again",
                    e);
        }
    }

    /** Finds named columns among those a file has. */
    static Source.Roles roles(Path file, List<String> names, ColumnChoice.Named named) {
        return new Source.Roles(
                index(file, names, named.user(), named),
                index(file, names, named.item(), named),
                index(file, names, named.time(), named));
    }

    private static int index(Path file, List<String> names, String name, ColumnChoice.Named named) {
        int exact = names.indexOf(name);
        if (exact >= 0) return exact;
        if (named.positions()
                && name.length() < 5
                && Integer.parseInt(name) >= 1
                && Integer.parseInt(name) <= names.size()) return Integer.parseInt(name) - 1;
        String first = names.get(0).equals("1")
                ? "it has " + names.size() + " columns and positions count from 1"
                : "its columns are " + String.join(", ", names);
        throw new DataException(file + ": no column '" + name + "' (--columns " + named + "); " + first);
    }

    static Resolution resolution(Path file, List<String> times) {
        try {
            return Resolution.of(times);
        } catch (IllegalArgumentException e) {
            throw new DataException(file + ": " + e.getMessage(), e);
        }
    }

    /** A separator in words. */
    static String spoken(String mark) {
        return switch (mark) {
            case "\t" -> "tabs";
            case "," -> "commas";
            case ";" -> "semicolons";
            default -> mark;
        };
    }
}
