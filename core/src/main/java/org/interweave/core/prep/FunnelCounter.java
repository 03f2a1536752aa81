package org.interweave.core.prep;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.interweave.core.data.DataException;

/** Counts what the steps left and stops at the first that leaves a domain empty. */
final class FunnelCounter {
    private final SqlRunner sql;
    private final List<String> domains;
    private final Filters filters;
    private final List<Funnel.Step> steps = new ArrayList<>();

    FunnelCounter(SqlRunner sql, List<String> domains, Filters filters) {
        this.sql = sql;
        this.domains = domains;
        this.filters = filters;
    }

    Funnel funnel() {
        return new Funnel(domains, steps);
    }

    /** What a step does, for a progress line. */
    static String inWords(String step) {
        return switch (step) {
            case "timed", "checked", "staged" -> "reading";
            case "events", "shared_items", "own_events" -> "dropping items of several domains";
            case "user_domains", "common_users", "common_events" -> "finding users of all domains";
            case "warm_items", "warm_events" -> "dropping rare items";
            case "latest" -> "cutting to the newest";
            case "kept_users", "kept_events" -> "dropping short users";
            default -> "numbering";
        };
    }

    /** Counts a step of the funnel; any other step passes. */
    void count(String step) {
        switch (step) {
            case "events" -> add(step, "read", "");
            case "own_events" -> add(step, "items of one domain", "item id occurs in several domains");
            case "common_events" ->
                add(step, "users in " + filters.enoughDomains(), "user is not in " + filters.enoughDomains());
            case "warm_events" ->
                add(
                        step,
                        "items with " + filters.minItem() + "+ rows",
                        "item has fewer than " + filters.minItem() + " rows");
            case "latest" ->
                add(
                        step,
                        "newest " + filters.window() + " rows of a user",
                        "beyond the user's newest " + filters.window());
            case "kept_events" ->
                add(
                        step,
                        "users with " + filters.minUser() + "+ rows in " + filters.enoughDomains(),
                        "user has fewer than " + filters.minUser() + " rows in "
                                + (filters.minDomains() == Filters.ALL_DOMAINS ? "a domain" : "too many domains"));
            default -> {
                return;
            }
        }
        requireSomething(step);
    }

    private void add(String step, String kept, String gone) {
        Funnel.Step before = steps.isEmpty() ? null : steps.get(steps.size() - 1);
        boolean same = before != null && before.rows() == rows(step); // what lost no row lost nothing else
        steps.add(
                same
                        ? new Funnel.Step(step, kept, gone, before.users(), before.perDomain())
                        : counted(step, kept, gone));
    }

    private long rows(String step) {
        long[] rows = {0};
        sql.define("step_rows", "SELECT count(*) AS n FROM " + step, true);
        sql.forEach("SELECT n FROM step_rows", row -> rows[0] = row.getLong(0));
        return rows[0];
    }

    private Funnel.Step counted(String step, String kept, String gone) {
        sql.define(
                "step_users", "SELECT user_id, domain, count(*) AS n FROM " + step + " GROUP BY user_id, domain", true);
        sql.define(
                "step_items",
                "SELECT domain, count(*) AS items FROM (SELECT DISTINCT item_id, domain FROM " + step
                        + ") i GROUP BY domain",
                true);
        Funnel.Count[] counts = new Funnel.Count[domains.size()];
        Arrays.fill(counts, Funnel.Count.NONE);
        sql.forEach(
                "SELECT u.domain, u.n, u.users, i.items FROM (SELECT domain, CAST(sum(n) AS BIGINT) AS n, count(*) AS users FROM step_users GROUP BY domain) u"
                        + " JOIN step_items i ON i.domain = u.domain ORDER BY u.domain",
                row -> counts[row.getInt(0)] = new Funnel.Count(row.getLong(1), row.getLong(2), row.getLong(3)));
        long[] users = {0};
        sql.forEach("SELECT count(DISTINCT user_id) AS users FROM step_users", row -> users[0] = row.getLong(0));
        return new Funnel.Step(step, kept, gone, users[0], List.of(counts));
    }

    private void requireSomething(String step) {
        Funnel.Step now = steps.get(steps.size() - 1);
        for (int d = 0; d < domains.size(); d++) {
            Funnel.Count count = now.perDomain().get(d);
            if (steps.size() == 1) requireSensible(domains.get(d), count);
            else if (count.rows() == 0)
                throw new Emptied(sql, filters, domains, d)
                        .after(step, steps.get(steps.size() - 2).perDomain().get(d));
        }
    }

    private static void requireSensible(String domain, Funnel.Count read) {
        if (read.rows() == 0) throw new DataException("domain " + domain + " has no rows");
        if (read.rows() > 1 && read.users() == 1)
            throw new DataException(
                    "all " + read.rows() + " rows of " + domain
                            + " have the same user id: this looks like the wrong column. Try: --columns user=..,item=..,time=..");
    }
}
