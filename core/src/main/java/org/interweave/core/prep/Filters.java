package org.interweave.core.prep;

import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What stays: the paper's section 5.1 as its authors ran it.
 *
 * @param minItem rows an item must have among the users that are left, counted once, at least
 * @param minUser rows a user must keep in a domain, at least
 * @param window newest rows kept per user over all domains
 * @param minDomains in how many domains a user must occur and keep {@code minUser} rows, or {@link #ALL_DOMAINS}
 */
public record Filters(int minItem, int minUser, int window, int minDomains, Ties ties) {
    public static final int ALL_DOMAINS = 0;
    /** The paper's. */
    public static final Filters PAPER = new Filters(10, 5, 50, ALL_DOMAINS, Ties.ITEM);
    /** Held out for validation and test, and the first input. */
    private static final int SHORTEST_WINDOW = 3;

    public Filters {
        if (minItem < 1) throw new IllegalArgumentException("--min-item (" + minItem + ") must be at least 1");
        if (minUser < 1) throw new IllegalArgumentException("--min-user (" + minUser + ") must be at least 1");
        if (window < SHORTEST_WINDOW)
            throw new IllegalArgumentException("--window (" + window + ") must be at least " + SHORTEST_WINDOW
                    + ": an input, a validation and a test target");
        if (minDomains < ALL_DOMAINS)
            throw new IllegalArgumentException("--min-domains (" + minDomains + ") must be 'all' or at least 1");
    }

    /** Reads "all" or a number. */
    public static int parseMinDomains(String text) {
        if (text.equals("all")) return ALL_DOMAINS;
        if (text.matches("[1-9][0-9]{0,3}")) return Integer.parseInt(text);
        throw new IllegalArgumentException("--min-domains '" + text + "': expected all, or a number from 1");
    }

    /** "every domain" or "at least 2 domains". */
    String enoughDomains() {
        return minDomains == ALL_DOMAINS
                ? "every domain"
                : "at least " + minDomains + " domain" + (minDomains == 1 ? "" : "s");
    }

    /** The condition of a GROUP BY user: at least {@code rows} rows in enough of the domains 0..{@code domains}-1. */
    String inEnoughDomains(int domains, int rows) {
        return IntStream.range(0, domains)
                .mapToObj(d -> "CAST(count_if(domain = " + d + ") >= " + rows + " AS INT)")
                .collect(Collectors.joining(" + ", "", " >= " + (minDomains == ALL_DOMAINS ? domains : minDomains)));
    }

    void check(int domains) {
        if (minDomains > domains)
            throw new IllegalArgumentException(
                    "--min-domains (" + minDomains + ") is more than the " + domains + " domains given");
    }
}
