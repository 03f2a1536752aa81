package org.interweave.core.prep;

import java.util.ArrayList;
import java.util.List;

/**
 * Decides whether users or items come first in rating files whose ids do not tell: users are shared between domains, items are not, so the column that
 * has more values in common with the other domains holds the users.
 */
final class Orientation {
    /** How many times more values the user column must share. */
    private static final int CLEAR = 2;

    private final SqlRunner sql;
    private final List<List<Source>> domains;

    private Orientation(SqlRunner sql, List<List<Source>> domains) {
        this.sql = sql;
        this.domains = domains;
    }

    /** The same sources with every layout decided. */
    static List<List<Source>> decide(SqlRunner sql, List<List<Source>> domains) {
        if (domains.stream().flatMap(List::stream).noneMatch(s -> s.layout().isEmpty())) return domains;
        return new Orientation(sql, domains).decide();
    }

    private List<List<Source>> decide() {
        for (int d = 0; d < domains.size(); d++) defineIds(d);
        List<List<Source>> decided = new ArrayList<>();
        for (int d = 0; d < domains.size(); d++) {
            List<Source> sources = new ArrayList<>();
            for (Source source : domains.get(d)) sources.add(source.layout().isEmpty() ? decide(source, d) : source);
            decided.add(sources);
        }
        for (int d = 0; d < domains.size(); d++) sql.drop("ids_" + d);
        return decided;
    }

    /** ids_d: the distinct values of a domain that may be users. */
    private void defineIds(int domain) {
        List<String> selects = new ArrayList<>();
        for (Source source : domains.get(domain)) {
            String view = "rows_" + domain + "_" + selects.size();
            sql.read(view, source, SqlRunner.Numbering.NONE);
            selects.add("SELECT user_id AS id FROM " + view);
            if (source.layout().isEmpty()) selects.add("SELECT item_id AS id FROM " + view);
        }
        sql.define("ids_" + domain, "SELECT DISTINCT id FROM (" + String.join(" UNION ALL ", selects) + ") a", true);
    }

    private Source decide(Source source, int domain) {
        sql.read("undecided", source, SqlRunner.Numbering.NONE);
        long first = shared("user_id", domain);
        long second = shared("item_id", domain);
        String found = " values of column 1 and " + second + " of column 2 occur in other domains";
        if (first > 0 && first >= CLEAR * second)
            return source.with(source.roles(), AmazonIds.USER_FIRST + ", as " + first + found);
        if (second > 0 && second >= CLEAR * first)
            return source.with(source.roles().swapped(), AmazonIds.ITEM_FIRST + ", as " + first + found);
        return source.with(source.roles(), AmazonIds.USER_FIRST + ", assumed: " + first + found);
    }

    private long shared(String column, int domain) {
        List<String> others = new ArrayList<>();
        for (int d = 0; d < domains.size(); d++) if (d != domain) others.add("SELECT id FROM ids_" + d);
        sql.define(
                "shared_values",
                "SELECT count(*) AS n FROM (SELECT DISTINCT " + column + " AS id FROM undecided) a SEMI JOIN ("
                        + String.join(" UNION ALL ", others) + ") b ON b.id = a.id",
                true);
        long[] count = {0};
        sql.forEach("SELECT n FROM shared_values", row -> count[0] = row.getLong(0));
        return count[0];
    }
}
