package org.interweave.core.prep;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What orders interactions of equal time. One total order decides both which rows are a user's newest and how they stand in the dataset.
 *
 * @param seed of {@link Order#SHUFFLE}, otherwise 0
 */
public record Ties(Order order, long seed) {
    /** The authors' order on their data: domain as given, then item id as bytes. */
    public static final Ties ITEM = new Ties(Order.ITEM, 0);

    /** Domain as given, then file and line. */
    public static final Ties FILE = new Ties(Order.FILE, 0);

    private static final Pattern SHUFFLE = Pattern.compile("shuffle:(-?[0-9]{1,18})");

    /** The rule within equal times. */
    public enum Order {
        ITEM,
        FILE,
        SHUFFLE
    }

    /** Reads "item", "file" or "shuffle:SEED". */
    public static Ties parse(String text) {
        if (text.equals("item")) return ITEM;
        if (text.equals("file")) return FILE;
        Matcher shuffle = SHUFFLE.matcher(text);
        if (shuffle.matches()) return new Ties(Order.SHUFFLE, Long.parseLong(shuffle.group(1)));
        throw new IllegalArgumentException(
                "--ties '" + text + "': expected item, file or shuffle:SEED with a whole number, e.g. shuffle:7");
    }

    /** The whole order in words, for the manifest. */
    public String inWords() {
        return switch (order) {
            case ITEM -> "ts, domain, item_id (bytes)";
            case FILE -> "ts, domain, file, line";
            case SHUFFLE -> "ts, md5 of seed " + seed + " with user, domain, item and time, domain, item_id (bytes)";
        };
    }

    SqlRunner.Numbering numbering() {
        return order == Order.FILE ? SqlRunner.Numbering.BY_LINE : SqlRunner.Numbering.NONE;
    }

    /** The ORDER BY list that puts a user's newest row first. */
    String newestFirst() {
        return switch (order) {
            case ITEM -> "ts DESC, domain DESC, item_id DESC";
            case FILE -> "ts DESC, domain DESC, tie DESC";
            case SHUFFLE ->
                "ts DESC, md5(concat('" + seed
                        + " ', CAST(ts AS STRING), ' ', CAST(domain AS STRING), ' ', item_id, ' ', user_id)) DESC, "
                        + "domain DESC, item_id DESC";
        };
    }

    @Override
    public String toString() {
        return switch (order) {
            case ITEM -> "item";
            case FILE -> "file";
            case SHUFFLE -> "shuffle:" + seed;
        };
    }
}
