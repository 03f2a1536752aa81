package org.interweave.prep;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.duckdb.DuckDBDriver;
import org.duckdb.DuckDBPreparedStatement;
import org.interweave.core.prep.EngineException;
import org.interweave.core.prep.Source;
import org.interweave.core.prep.SqlRunner;

/** DuckDB in memory, within a limit, on a folder to spill into. */
public final class DuckRunner implements SqlRunner {
    private final Connection connection;
    private final Path spill;
    private final DuckSettings settings;
    private volatile DuckDBPreparedStatement running;

    /** @param spill where steps that outgrow the memory go; must exist */
    public DuckRunner(Path spill, DuckSettings settings) {
        this.spill = spill;
        this.settings = settings;
        Properties properties = new Properties();
        properties.setProperty(DuckDBDriver.JDBC_STREAM_RESULTS, "true");
        try {
            connection = DriverManager.getConnection("jdbc:duckdb:", properties);
        } catch (SQLException e) {
            throw failure(e);
        }
        execute("SET memory_limit = '" + settings.memoryBytes() + "B'");
        execute("SET threads = " + settings.threads());
        execute("SET temp_directory = " + literal(spill.toAbsolutePath().toString()));
        execute("SET preserve_insertion_order = false");
        execute("SET autoinstall_known_extensions = false");
        execute("SET autoload_known_extensions = false");
        execute("SET enable_progress_bar = true");
        execute("SET enable_progress_bar_print = false");
    }

    @Override
    public void read(String name, Source source, Numbering numbered) {
        String line = numbered == Numbering.NONE ? "CAST(0 AS BIGINT)" : "row_number() OVER ()";
        define(
                name,
                "SELECT "
                        + DuckReaders.columns(
                                source,
                                source.format() == Source.Format.PARQUET ? parquetTypes(source.file()) : Map.of())
                        + ", " + line + " AS line FROM " + DuckReaders.table(source),
                false);
    }

    @Override
    public List<String> parquetColumns(Path file) {
        return List.copyOf(parquetTypes(file).keySet());
    }

    private Map<String, String> parquetTypes(Path file) {
        Map<String, String> types = new LinkedHashMap<>();
        forEach(
                "DESCRIBE SELECT * FROM " + DuckReaders.parquet(file),
                row -> types.put(row.getString(0), row.getString(1)));
        return types;
    }

    @Override
    public void define(String name, String select, boolean kept) {
        execute("CREATE OR REPLACE TEMP " + (kept ? "TABLE " : "VIEW ") + name + " AS " + select);
    }

    @Override
    public void drop(String name) {
        execute("DROP TABLE " + name);
    }

    @Override
    public void forEach(String select, RowSink sink) {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(select)) {
            Row row = new ResultRow(result);
            while (result.next()) sink.accept(row);
        } catch (SQLException e) {
            throw failure(e);
        }
    }

    @Override
    public double progress() {
        DuckDBPreparedStatement statement = running;
        if (statement == null) return -1;
        try {
            double percent = statement.getQueryProgress().getPercentage();
            return percent < 0 ? -1 : Math.min(1, percent / 100);
        } catch (SQLException ended) {
            return -1;
        }
    }

    @Override
    public String engine() {
        List<String> version = new ArrayList<>();
        forEach("SELECT version()", row -> version.add(row.getString(0)));
        return "DuckDB " + version.get(0);
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw failure(e);
        }
    }

    private void execute(String sql) {
        try (Statement statement = connection.createStatement()) { // an error closes a statement: one each
            running = statement instanceof DuckDBPreparedStatement duck ? duck : null;
            statement.execute(sql);
        } catch (SQLException e) {
            throw failure(e);
        } finally {
            running = null;
        }
    }

    /** DuckDB's text runs over many lines of advice; the first says what happened. */
    private EngineException failure(SQLException e) {
        String first = String.valueOf(e.getMessage()).lines().findFirst().orElse("no message");
        boolean streamed =
                first.contains("Invalid result set"); // all that is left of an error while rows were passed on
        boolean resources = streamed
                || first.startsWith("Out of Memory Error")
                || first.contains("max_temp_directory_size")
                || first.contains("No space left");
        if (!resources) return new EngineException(EngineException.Cause.INPUT, "DuckDB: " + first, e);
        return new EngineException(
                EngineException.Cause.RESOURCES,
                "DuckDB "
                        + (streamed
                                ? "stopped while sorting, most likely out of memory or disk"
                                : "ran out of memory or disk")
                        + " (memory " + settings.memory() + ", spill folder in "
                        + spill.toAbsolutePath().getParent() + "): " + first
                        + " Try: --memory with more, or --temp on a larger disk",
                e);
    }

    private static String literal(String text) {
        return DuckReaders.literal(text);
    }

    private record ResultRow(ResultSet result) implements Row {
        @Override
        public int getInt(int column) {
            try {
                return result.getInt(column + 1);
            } catch (SQLException e) {
                throw unread(e);
            }
        }

        @Override
        public long getLong(int column) {
            try {
                return result.getLong(column + 1);
            } catch (SQLException e) {
                throw unread(e);
            }
        }

        @Override
        public String getString(int column) {
            try {
                return result.getString(column + 1);
            } catch (SQLException e) {
                throw unread(e);
            }
        }

        private static EngineException unread(SQLException e) {
            return new EngineException(
                    EngineException.Cause.RESOURCES,
                    "DuckDB: "
                            + String.valueOf(e.getMessage()).lines().findFirst().orElse(""),
                    e);
        }
    }
}
