package org.interweave.core.prep;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.DoubleSupplier;

/**
 * How much of a preparation is done. Parts weigh what they took on 10 million rows per domain, so that the time left can be told from the time passed; with
 * other data or little memory it is a guess, but one that gets better towards the end. One thread moves on, any may ask.
 */
final class Headway {
    static final String ORIENTATION = "orientation";
    static final String WRITING = "writing";

    /** Tenths of a second on two cores with 2 GB, for plain text. */
    private static final Map<String, Integer> WEIGHTS = weights();
    /** How many times longer reading takes when one thread has to unpack a file. */
    private static final int GZIP = 3;

    private final Map<String, Integer> left;
    private final double all;
    private final Set<String> begun = new HashSet<>();
    private double before;
    private int weight;
    private DoubleSupplier part = () -> 0;
    private double shown;

    /** @param oriented whether users are told from items by reading the files once more */
    Headway(boolean gzip, boolean oriented) {
        left = new LinkedHashMap<>(WEIGHTS);
        if (!oriented) left.remove(ORIENTATION);
        if (gzip) left.computeIfPresent(ORIENTATION, (name, tenths) -> GZIP * tenths);
        if (gzip) left.computeIfPresent("staged", (name, tenths) -> GZIP * tenths);
        all = left.values().stream().mapToInt(i -> i).sum();
    }

    static String counting(String step) {
        return "count " + step;
    }

    /** The part before is done; {@code share} tells how much of this one, 0 to 1, or -1 when unknown. A part without weight passes unseen. */
    synchronized void begin(String name, DoubleSupplier share) {
        before += weight;
        weight = begun.add(name) ? left.getOrDefault(name, 0) : 0;
        part = share;
    }

    /** The finished share, 0 to 1; it never falls. */
    synchronized double share() {
        double now = (before + weight * Math.min(1, Math.max(0, part.getAsDouble()))) / all;
        shown = Math.max(shown, Math.min(1, now));
        return shown;
    }

    private static Map<String, Integer> weights() {
        Map<String, Integer> tenths = new LinkedHashMap<>();
        tenths.put(ORIENTATION, 60);
        tenths.put("staged", 27);
        tenths.put(counting("events"), 22);
        tenths.put("shared_items", 7);
        tenths.put(counting("own_events"), 31);
        tenths.put("user_domains", 15);
        tenths.put("common_users", 4);
        tenths.put("common_events", 15);
        tenths.put(counting("common_events"), 7);
        tenths.put("warm_items", 3);
        tenths.put(counting("warm_events"), 16);
        tenths.put("latest", 21);
        tenths.put(counting("latest"), 3);
        tenths.put("kept_users", 1);
        tenths.put("kept_events", 3);
        tenths.put(counting("kept_events"), 3);
        tenths.put("item_index", 2);
        tenths.put("user_index", 1);
        tenths.put("indexed", 4);
        tenths.put(WRITING, 23);
        return tenths;
    }
}
