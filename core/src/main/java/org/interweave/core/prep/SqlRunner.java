package org.interweave.core.prep;

import java.nio.file.Path;
import java.util.List;

/** What a SQL engine must offer to run {@link Pipeline}. Every method may throw {@link EngineException}. */
public interface SqlRunner extends AutoCloseable {
    /**
     * Defines a view (user_id, item_id, ts_text, line) over one file: three columns of text and the record's number in the file, a BIGINT counted
     * from 1, or 0 throughout when {@code numbered} is {@link Numbering#NONE}. Nothing is read yet.
     */
    void read(String name, Source source, Numbering numbered);

    /** Columns of a Parquet file, in its order. */
    List<String> parquetColumns(Path file);

    /** Defines {@code name} as the result of {@code select}; a kept step is computed now and stored, any other is inlined where it is used. */
    void define(String name, String select, boolean kept);

    /** Gives back what a kept step takes; neither it nor what was defined from it without being kept may be used again. */
    void drop(String name);

    /** Passes on the result of {@code select}, in order. A row is valid only during the call. */
    void forEach(String select, RowSink sink);

    /** Share of the running statement that is done, 0 to 1, or -1 when unknown. Other threads may ask. */
    double progress();

    /** Engine and version, for the record: "DuckDB v2.0.0". */
    String engine();

    @Override
    void close();

    /** Whether records are numbered, which keeps an engine from reading a file in parallel. */
    enum Numbering {
        NONE,
        BY_LINE
    }

    /** Takes one row of a result. */
    interface RowSink {
        void accept(Row row);
    }

    /** One row of a result; columns count from 0. */
    interface Row {
        int getInt(int column);

        long getLong(int column);

        String getString(int column);
    }
}
