package org.interweave.core.prep;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Columns named by the caller instead of being recognised, for all domains or for one. */
public final class ColumnChoice {
    /** Nothing named: recognise every file. */
    public static final ColumnChoice NONE = new ColumnChoice(Map.of());

    private static final String EXPECTED =
            "expected user=..,item=..,time=.. with column names or positions from 1, e.g. user=uid,item=sku,time=at or food:user=1,item=2,time=4";
    private final Map<String, Named> byDomain;

    /** Three columns by name, or by position counted from 1. */
    public record Named(String user, String item, String time) {
        boolean positions() {
            return (user + item + time).chars().allMatch(Character::isDigit);
        }

        @Override
        public String toString() {
            return "user=" + user + ",item=" + item + ",time=" + time;
        }
    }

    private ColumnChoice(Map<String, Named> byDomain) {
        this.byDomain = Map.copyOf(byDomain);
    }

    /** Reads texts like "user=uid,item=sku,time=at", meant for all domains, or "food:user=..", meant for one. */
    public static ColumnChoice parse(List<String> texts) {
        Map<String, Named> named = new HashMap<>();
        for (String text : texts) {
            int colon = text.indexOf(':');
            boolean forOne = colon > 0 && text.indexOf('=') > colon;
            String domain = forOne ? text.substring(0, colon) : "";
            if (named.put(domain, columns(text, forOne ? text.substring(colon + 1) : text)) != null)
                throw new IllegalArgumentException(
                        "--columns '" + text + "': " + (forOne ? "domain " + domain : "all domains") + " named twice");
        }
        return new ColumnChoice(named);
    }

    private static Named columns(String whole, String text) {
        Map<String, String> parts = new LinkedHashMap<>();
        for (String part : text.split(",")) {
            int equals = part.indexOf('=');
            if (equals < 1
                    || equals == part.length() - 1
                    || parts.put(part.substring(0, equals), part.substring(equals + 1)) != null) throw malformed(whole);
        }
        if (!parts.keySet().equals(java.util.Set.of("user", "item", "time"))) throw malformed(whole);
        Named named = new Named(parts.get("user"), parts.get("item"), parts.get("time"));
        if (named.user.equals(named.item) || named.user.equals(named.time) || named.item.equals(named.time))
            throw new IllegalArgumentException("--columns '" + whole + "': one column cannot be two things");
        return named;
    }

    private static IllegalArgumentException malformed(String text) {
        return new IllegalArgumentException("--columns '" + text + "': " + EXPECTED);
    }

    Optional<Named> of(String domain) {
        return Optional.ofNullable(byDomain.getOrDefault(domain, byDomain.get("")));
    }

    /** Refuses a choice for a domain that was not given. */
    void check(List<DomainFiles> domains) {
        for (String name : byDomain.keySet())
            if (!name.isEmpty() && domains.stream().noneMatch(d -> d.name().equals(name)))
                throw new IllegalArgumentException("--columns " + name + ":..: no domain of that name; given are "
                        + String.join(
                                ", ", domains.stream().map(DomainFiles::name).toList()));
    }
}
