package org.interweave.lab.report;

import java.util.List;
import java.util.Locale;

/**
 * What a report shows of one data set.
 *
 * @param id names it in links
 * @param text what was evaluated, in a few sentences
 */
public record Section(String id, String title, String text, List<Exhibit> exhibits) {
    /** A name as links and files can carry it. */
    static String slug(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$", "");
    }
}
