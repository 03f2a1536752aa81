package org.interweave.core.prep;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.interweave.core.data.DatasetWriter;
import org.interweave.core.data.Manifest;
import org.interweave.core.io.Digests;

/** Takes the kept steps from the engine into the dataset directory. */
final class DatasetFiles {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long MICROS = 1_000_000;

    private final Preparation.Request request;
    private final SqlRunner sql;
    private final Funnel funnel;
    private final Funnel.Step last;
    private volatile long rows;
    private long ties;
    private int user = -1;
    private long time;
    private long duplicates;
    /** The items at the user's current time, of which equal rows are found. */
    private final Set<Integer> itemsAtTime = new HashSet<>();

    DatasetFiles(Preparation.Request request, SqlRunner sql, Funnel funnel) {
        this.request = request;
        this.sql = sql;
        this.funnel = funnel;
        last = funnel.steps().get(funnel.steps().size() - 1);
    }

    /** How many of the interactions are written, 0 to 1. Any thread may ask. */
    double share() {
        return (double) rows / Math.max(1, last.rows());
    }

    Preparation.Prepared write(List<List<Source>> sources) throws IOException {
        Filters f = request.filters();
        try (DatasetWriter out = new DatasetWriter(request.out(), request.existing() == Preparation.Existing.REPLACE)) {
            fill(out);
            if (rows != last.rows())
                throw new IllegalStateException(
                        "the engine delivered " + rows + " of " + last.rows() + " interactions");
            Manifest.Filters filters = new Manifest.Filters(
                    f.minItem(),
                    f.minUser(),
                    f.window(),
                    f.minDomains() == Filters.ALL_DOMAINS ? "all" : Integer.toString(f.minDomains()),
                    f.ties().toString());
            out.finish(
                    funnel.domains(),
                    filters,
                    f.ties().inWords(),
                    funnel.steps().stream().map(Funnel.Step::entry).toList(),
                    provenance(sources));
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        return new Preparation.Prepared(request.out(), sources, funnel, duplicates, ties, rows - last.users());
    }

    private void fill(DatasetWriter out) {
        sql.forEach(
                "SELECT item_ix, domain, item_id FROM item_index ORDER BY item_ix",
                row -> write(() -> out.item(row.getInt(1), row.getString(2))));
        sql.forEach(
                "SELECT user_ix, user_id FROM user_index ORDER BY user_ix",
                row -> write(() -> out.user(row.getString(1))));
        sql.forEach(
                "SELECT user_ix, item_ix, ts FROM indexed ORDER BY user_ix, age DESC",
                row -> write(() -> {
                    count(row.getInt(0), row.getInt(1), row.getLong(2));
                    out.interaction(row.getInt(0), row.getInt(1), Math.floorDiv(row.getLong(2), MICROS));
                }));
    }

    private void count(int nextUser, int item, long ts) {
        rows = rows + 1; // one thread writes, others only read
        if (nextUser == user && ts == time) ties++;
        else itemsAtTime.clear();
        if (!itemsAtTime.add(item)) duplicates++;
        user = nextUser;
        time = ts;
    }

    /** Where the data came from. No time of day: equal runs write equal files. */
    private String provenance(List<List<Source>> sources) throws IOException {
        ObjectNode root = JSON.createObjectNode();
        for (int d = 0; d < sources.size(); d++)
            for (Source source : sources.get(d)) {
                ObjectNode input = root.withArray("inputs").addObject();
                input.put("domain", request.domains().get(d).name());
                input.put("file", source.file().getFileName().toString());
                input.put("bytes", Files.size(source.file()));
                input.put("sha256", Digests.sha256(source.file()));
                input.put("read_as", source.form());
            }
        root.put("engine", sql.engine());
        root.put("java", Runtime.version().toString());
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n";
    }

    private interface Write {
        void run() throws IOException;
    }

    private static void write(Write write) {
        try {
            write.run();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
