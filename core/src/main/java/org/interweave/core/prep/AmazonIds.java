package org.interweave.core.prep;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Tells by the look of product ids whether a rating file has its users or its items first. */
final class AmazonIds {
    static final String USER_FIRST = "headerless user,item,rating,timestamp (Amazon 2014)";
    static final String ITEM_FIRST = "headerless item,user,rating,timestamp (Amazon 2018)";

    /** Ten characters: B and nine more, or an ISBN-10. */
    private static final Pattern PRODUCT = Pattern.compile("B[0-9A-Z]{9}|[0-9]{9}[0-9X]");
    /** How much larger the share of product ids must be in one column than in the other. */
    private static final double CLEAR = 0.8;

    private AmazonIds() {}

    /** The source with its columns told apart, or empty when neither column stands out. */
    static Optional<Source> orient(Source source, List<List<String>> rows) {
        double lead = productShare(rows, 1) - productShare(rows, 0);
        if (lead >= CLEAR) return Optional.of(source.with(source.roles(), USER_FIRST));
        if (lead <= -CLEAR) return Optional.of(source.with(source.roles().swapped(), ITEM_FIRST));
        return Optional.empty();
    }

    private static double productShare(List<List<String>> rows, int column) {
        List<String> ids = rows.stream()
                .filter(r -> r.size() > column)
                .map(r -> r.get(column))
                .toList();
        return ids.stream().filter(id -> PRODUCT.matcher(id).matches()).count() / (double) Math.max(1, ids.size());
    }
}
