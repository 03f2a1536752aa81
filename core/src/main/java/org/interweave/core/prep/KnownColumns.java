package org.interweave.core.prep;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Names that columns and keys have in the data sets people start from, without regard to case and underscores; earlier names win. */
enum KnownColumns {
    USER("user_id", "reviewerID", "user"),
    ITEM("parent_asin", "asin", "item_id", "item"),
    TIME("timestamp", "unixReviewTime", "ts", "time");

    private final List<String> names;

    KnownColumns(String... names) {
        this.names = List.of(names);
    }

    /** All three columns, or empty when one is not among the names. */
    static Optional<Source.Roles> roles(List<String> columns) {
        Source.Roles roles = new Source.Roles(USER.indexIn(columns), ITEM.indexIn(columns), TIME.indexIn(columns));
        return roles.user() < 0 || roles.item() < 0 || roles.time() < 0 ? Optional.empty() : Optional.of(roles);
    }

    /** "no item column (one of parent_asin, asin, ..)" for each that is not there. */
    static String missingFrom(List<String> columns) {
        StringBuilder text = new StringBuilder();
        for (KnownColumns role : values())
            if (role.indexIn(columns) < 0)
                text.append(text.isEmpty() ? "no " : ", no ")
                        .append(role.name().toLowerCase(Locale.ROOT))
                        .append(" column (")
                        .append(String.join(", ", role.names))
                        .append(")");
        return text.toString();
    }

    private int indexIn(List<String> columns) {
        for (String name : names)
            for (int i = 0; i < columns.size(); i++) if (plain(columns.get(i)).equals(plain(name))) return i;
        return -1;
    }

    private static String plain(String name) {
        return name.strip().toLowerCase(Locale.ROOT).replace("_", "");
    }
}
