package org.interweave.core.data;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Two domains, five items with difficult ids, two users: written by the tests of this package, then broken. */
final class SmallDataset {
    static final List<String> ITEMS = List.of("tab\there", "line\nend\r", "back\\slash\\n", "☃ 𝄞 'quoted\"", "");
    static final List<String> USERS = List.of("ann", "\\t");
    static final Manifest.Filters FILTERS = new Manifest.Filters(1, 1, 50, "all", "item");

    private SmallDataset() {}

    static Path write(Path target) throws IOException {
        return write(target, false);
    }

    static Path write(Path target, boolean overwrite) throws IOException {
        try (DatasetWriter out = new DatasetWriter(target, overwrite)) {
            fill(out);
            finish(out);
        }
        return target;
    }

    static void fill(DatasetWriter out) throws IOException {
        for (int i = 0; i < ITEMS.size(); i++) {
            out.item(i < 3 ? 0 : 1, ITEMS.get(i));
        }
        for (String user : USERS) {
            out.user(user);
        }
        int[][] users = {{1, 4, 3, 3}, {5, 2}};
        for (int u = 0; u < users.length; u++) {
            for (int i = 0; i < users[u].length; i++) {
                out.interaction(u, users[u][i], 1_400_000_000L + 100L * i);
            }
        }
    }

    static void finish(DatasetWriter out) throws IOException {
        Manifest.StepEntry step = new Manifest.StepEntry("all", List.of(4L, 2L), List.of(2L, 2L), List.of(3L, 2L));
        out.finish(List.of("films", "books"), FILTERS, "ts", List.of(step), "{}\n");
    }
}
