package org.interweave.core.prep;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The steps of {@code prepare.sql}, filled in. */
final class Pipeline {
    private static final Pattern STEP =
            Pattern.compile("-- step (\\w+)( \\(kept\\))?[^\n]*\n(.*?)\n;\n", Pattern.DOTALL);

    /** One statement: what it is called, whether its result is stored, and the query. */
    record Step(String name, boolean kept, String select) {}

    private Pipeline() {}

    static List<Step> steps(int domains, Filters filters) throws IOException {
        String text = text().replace("${min_item}", Integer.toString(filters.minItem()))
                .replace("${window}", Integer.toString(filters.window()))
                .replace("${newest_first}", filters.ties().newestFirst())
                .replace("${once_in_enough_domains}", filters.inEnoughDomains(domains, 1))
                .replace("${min_user_in_enough_domains}", filters.inEnoughDomains(domains, filters.minUser()));
        List<Step> steps = new ArrayList<>();
        for (Matcher m = STEP.matcher(text); m.find(); )
            steps.add(new Step(m.group(1), m.group(2) != null, m.group(3)));
        return steps;
    }

    /** raw_events over the files of all domains, in the order given; file f of a domain counts its ties from f * 2^40. */
    static String rawEvents(SqlRunner sql, List<List<Source>> domains, Ties ties) {
        List<String> selects = new ArrayList<>();
        for (int d = 0; d < domains.size(); d++)
            for (int f = 0; f < domains.get(d).size(); f++) {
                Source source = domains.get(d).get(f);
                String view = "raw_" + d + "_" + f;
                sql.read(view, source, ties.numbering());
                String tie = ties.numbering() == SqlRunner.Numbering.NONE
                        ? "CAST(0 AS TINYINT)"
                        : "line + " + ((long) f << 40);
                selects.add("SELECT user_id, item_id, ts_text, " + d + " AS domain, CAST("
                        + source.resolution().ticks() + " AS BIGINT) AS ticks, " + tie + " AS tie FROM " + view);
            }
        return String.join(" UNION ALL ", selects);
    }

    private static String text() throws IOException {
        try (InputStream in = Pipeline.class.getResourceAsStream("prepare.sql")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
