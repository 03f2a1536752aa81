package org.interweave.core.prep;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleSupplier;
import org.interweave.core.data.DataException;
import org.interweave.core.data.DatasetWriter;

/** Turns raw logs into a dataset directory on some SQL engine; the result does not depend on which. */
public final class Preparation {
    private final Request request;
    private final SqlRunner sql;
    private final Listener listener;
    private Headway headway;

    /**
     * @param out the dataset directory to make
     * @param existing what to do when it is there already
     */
    public record Request(
            List<DomainFiles> domains, ColumnChoice columns, Filters filters, Path out, Existing existing) {
        public Request {
            domains = List.copyOf(domains);
        }

        /** Finds what is wrong with the request before any work is done. */
        public void check() throws IOException {
            InputFiles.check(domains);
            columns.check(domains);
            filters.check(domains.size());
            DatasetWriter.requireFree(out, existing == Existing.REPLACE);
        }
    }

    /** What happens to a directory of the same name. */
    public enum Existing {
        REFUSE,
        REPLACE
    }

    /** Hears what goes on, on the thread that prepares. */
    public interface Listener {
        /** A file's form was told. */
        void recognized(String domain, Source source);

        /** A step begins; {@code done} gives the finished share of the whole preparation, 0 to 1, or -1 when unknown, to any thread. */
        void started(String step, DoubleSupplier done);
    }

    /**
     * What was made.
     *
     * @param duplicates rows that equal another one in user, item and time; they stay
     * @param ties neighbours in a user's sequence with equal times, at the precision of the files
     * @param neighbours all pairs of neighbours
     */
    public record Prepared(
            Path directory, List<List<Source>> sources, Funnel funnel, long duplicates, long ties, long neighbours) {}

    private Preparation(Request request, SqlRunner sql, Listener listener) {
        this.request = request;
        this.sql = sql;
        this.listener = listener;
    }

    /**
     * Runs the whole preparation; on any failure nothing is left at {@code out}.
     *
     * @throws IllegalArgumentException if the request cannot be met whatever the files hold
     * @throws DataException if a file cannot be used, with file and line where there is one, or if the filters leave nobody
     * @throws EngineException if memory or disk ran out
     */
    public static Prepared run(Request request, SqlRunner sql, Listener listener) throws IOException {
        request.check();
        return new Preparation(request, sql, listener).run();
    }

    private Prepared run() throws IOException {
        List<List<Source>> sources = new ArrayList<>();
        try {
            Recognizer recognizer = new Recognizer(sql, request.columns());
            for (DomainFiles domain : request.domains()) sources.add(recognizer.recognize(domain));
            headway = headway(sources);
            started("telling users from items", Headway.ORIENTATION);
            sources = Orientation.decide(sql, sources);
            for (int d = 0; d < sources.size(); d++)
                for (Source source : sources.get(d))
                    listener.recognized(request.domains().get(d).name(), source);
            return filterAndWrite(sources);
        } catch (EngineException e) {
            if (e.kind() == EngineException.Cause.RESOURCES) throw e;
            blame(sources);
            for (List<Source> domain : sources) for (Source source : domain) requireReadable(source);
            throw new DataException(e.getMessage(), e);
        }
    }

    private Prepared filterAndWrite(List<List<Source>> sources) throws IOException {
        FunnelCounter counter = new FunnelCounter(
                sql, request.domains().stream().map(DomainFiles::name).toList(), request.filters());
        sql.define(
                "raw_events", Pipeline.rawEvents(sql, sources, request.filters().ties()), false);
        for (Pipeline.Step step : Pipeline.steps(sources.size(), request.filters())) {
            started(FunnelCounter.inWords(step.name()), step.name());
            sql.define(step.name(), step.select(), step.kept());
            if (step.name().equals("staged")) requireSound(sources);
            headway.begin(Headway.counting(step.name()), sql::progress);
            counter.count(step.name());
            if (step.name().equals("common_events")) sql.drop("staged");
        }
        DatasetFiles files = new DatasetFiles(request, sql, counter.funnel());
        listener.started("writing the dataset", headway::share);
        headway.begin(Headway.WRITING, files::share);
        return files.write(sources);
    }

    private void started(String words, String part) {
        headway.begin(part, sql::progress);
        listener.started(words, headway::share);
    }

    private static Headway headway(List<List<Source>> sources) {
        boolean gzip = false;
        boolean undecided = false;
        for (List<Source> domain : sources)
            for (Source source : domain) {
                gzip |= source.gzip();
                undecided |= source.layout().isEmpty();
            }
        return new Headway(gzip, undecided);
    }

    private void requireSound(List<List<Source>> sources) throws IOException {
        long[] bad = {0};
        String[] example = {""};
        sql.forEach("SELECT count(defect) AS bad, min(defect) AS example FROM staged", row -> {
            bad[0] = row.getLong(0);
            example[0] = row.getString(1);
        });
        if (bad[0] == 0) return;
        blame(sources);
        for (List<Source> domain : sources) for (Source source : domain) blameRow(source);
        throw new DataException(bad[0] + " rows cannot be used, for instance: " + example[0]);
    }

    /** Finds the first bad line in Java, so that the message does not depend on the engine. */
    private void blame(List<List<Source>> sources) throws IOException {
        listener.started("looking for the first bad line", () -> -1);
        for (List<Source> domain : sources) for (Source source : domain) FirstDefect.check(source);
    }

    /** Names the file that only the engine cannot read. */
    private void requireReadable(Source source) {
        try {
            sql.read("suspect", source, SqlRunner.Numbering.NONE);
            sql.define(
                    "suspect_rows",
                    "SELECT count(user_id) AS users, count(item_id) AS items, count(ts_text) AS times FROM suspect",
                    true);
        } catch (EngineException e) {
            throw new DataException(
                    source.file() + ": cannot be read (" + e.getMessage() + "). Try: copy or write the file again", e);
        }
    }

    /** The same for files without lines: the first row that the SQL refuses. */
    private void blameRow(Source source) throws IOException {
        sql.define("raw_events", Pipeline.rawEvents(sql, List.of(List.of(source)), Ties.FILE), false);
        for (Pipeline.Step step : Pipeline.steps(1, request.filters())) {
            if (step.name().equals("staged")) break;
            sql.define(step.name(), step.select(), step.kept());
        }
        sql.define(
                "first_defect",
                "SELECT tie, defect, ts_text FROM checked WHERE defect IS NOT NULL ORDER BY tie LIMIT 1",
                true);
        sql.forEach("SELECT tie, defect, ts_text FROM first_defect", row -> {
            throw new DataException(source.file() + ", row " + row.getLong(0) + ": " + row.getString(1)
                    + " (timestamp “" + row.getString(2) + "”)");
        });
    }
}
