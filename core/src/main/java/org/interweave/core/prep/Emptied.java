package org.interweave.core.prep;

import java.util.List;
import org.interweave.core.data.DataException;

/** Says why nothing is left of a domain after a step, and what to try. */
final class Emptied {
    private final SqlRunner sql;
    private final Filters filters;
    private final List<String> domains;
    private final int index;

    /** @param index of the domain that is empty */
    Emptied(SqlRunner sql, Filters filters, List<String> domains, int index) {
        this.sql = sql;
        this.filters = filters;
        this.domains = domains;
        this.index = index;
    }

    /** The error; {@code before} is what the domain had before the step. */
    DataException after(String step, Funnel.Count before) {
        String domain = domains.get(index);
        return new DataException(
                switch (step) {
                    case "own_events" -> noItemOfOneDomain(domain, before);
                    case "common_events" -> noCommonUser(domain, before);
                    case "warm_events" ->
                        "no item of " + domain + " has " + filters.minItem() + " rows or more among the "
                                + before.users() + " users in " + filters.enoughDomains() + "; its most frequent has "
                                + most("common_events", domain) + ". Try: --min-item "
                                + Math.max(1, most("common_events", domain)) + " or less";
                    case "latest" ->
                        "no row of " + domain + " is among the newest " + filters.window()
                                + " of its user. Try: a larger --window";
                    default ->
                        "no user keeps " + filters.minUser() + " rows or more in " + filters.enoughDomains()
                                + " within the newest " + filters.window() + ". Try: --min-user "
                                + Math.max(1, filters.minUser() - 1) + " or less, a smaller --min-item ("
                                + filters.minItem() + ") or a larger --window";
                });
    }

    private String noItemOfOneDomain(String domain, Funnel.Count before) {
        String swapped = swapped();
        return swapped.isEmpty()
                ? "every item id of " + domain + " (" + before.items()
                        + ") occurs in another domain too, so no item is left."
                        + " Try: ids that are unique over all domains, for instance with the domain's name in front"
                : swapped;
    }

    private String noCommonUser(String domain, Funnel.Count before) {
        String swapped = swapped();
        return swapped.isEmpty()
                ? "no user of " + domain + " (" + before.users() + ") occurs in " + filters.enoughDomains()
                        + ". Try: files whose user ids mean the same people"
                        + (domains.size() > 2 ? ", or a smaller --min-domains" : "")
                : swapped;
    }

    /** What it looks like when user and item columns are exchanged, or nothing. */
    private String swapped() {
        if (count(
                        "SELECT count(*) AS n FROM (SELECT user_id FROM events GROUP BY user_id HAVING min(domain) <> max(domain)) a")
                > 0) return "";
        long shared = count("SELECT count(*) AS n FROM shared_items");
        if (shared > 0)
            return "no value of the user columns occurs in two domains, but " + shared
                    + " values of the item columns do: user and item look exchanged. Try: --columns with user and item the other way round";
        long crossed = count(
                "SELECT count(*) AS n FROM (SELECT DISTINCT user_id, domain FROM events) u SEMI JOIN (SELECT DISTINCT item_id, domain FROM events) i"
                        + " ON i.item_id = u.user_id AND i.domain <> u.domain");
        return crossed == 0
                ? ""
                : "no value of the user columns occurs in two domains, but " + crossed
                        + " of them occur in the item column of another domain: user and item look exchanged in one of the files. Try: --columns DOMAIN:user=..,item=..,time=..";
    }

    private long most(String step, String domain) {
        return count("SELECT coalesce(max(n), 0) AS n FROM (SELECT count(*) AS n FROM " + step + " WHERE domain = "
                + index + " GROUP BY item_id) a");
    }

    private long count(String select) {
        sql.define("diagnosis", select, true);
        long[] n = {0};
        sql.forEach("SELECT n FROM diagnosis", row -> n[0] = row.getLong(0));
        return n[0];
    }
}
