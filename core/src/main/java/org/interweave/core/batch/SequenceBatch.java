package org.interweave.core.batch;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;
import org.interweave.core.data.Catalog;

/**
 * Users' inputs laid end to end, with a branch for the merged sequence and one per domain.
 *
 * @param items of the merged pack [P]
 */
public record SequenceBatch(int[] items, Branch mixed, List<Branch> domains) {

    /** Histories, oldest first, none longer than the window, right-aligned: the newest item sits in slot window - 1. */
    public static SequenceBatch of(Catalog catalog, int window, List<int[]> histories) {
        return of(catalog, window, histories, item -> false);
    }

    /** The same with holes: where a history holds 0 its slot stays vacant in every branch, and positions do not count it. */
    public static SequenceBatch withHoles(Catalog catalog, int window, List<int[]> histories) {
        return of(catalog, window, histories, item -> item == 0);
    }

    private static SequenceBatch of(Catalog catalog, int window, List<int[]> histories, IntPredicate hole) {
        int tokens = histories.stream()
                .mapToInt(h -> (int) Arrays.stream(h).filter(hole.negate()).count())
                .sum();
        int[] items = new int[tokens];
        int[] domainOf = new int[tokens];
        int[] slots = new int[tokens];
        int[] starts = new int[histories.size() + 1];
        int row = 0;
        for (int u = 0; u < histories.size(); u++) {
            int[] history = histories.get(u);
            if (history.length > window) {
                throw new IllegalArgumentException(
                        "a history of " + history.length + " items exceeds the window of " + window);
            }
            for (int i = 0; i < history.length; i++) {
                if (!hole.test(history[i])) {
                    items[row] = history[i];
                    domainOf[row] = catalog.domainOf(history[i]);
                    slots[row++] = window - history.length + i;
                }
            }
            starts[u + 1] = row;
        }
        int[] all = new int[tokens];
        Arrays.setAll(all, i -> i);
        List<Branch> domains = new ArrayList<>();
        for (int k = 0; k < catalog.domainCount(); k++) {
            domains.add(select(k, window, starts, slots, domainOf));
        }
        Layout mixed = new Layout(window, starts, slots);
        return new SequenceBatch(items, new Branch(mixed, all, positions(starts)), List.copyOf(domains));
    }

    private static Branch select(int domain, int window, int[] starts, int[] slots, int[] domainOf) {
        int[] rows = new int[slots.length];
        int[] own = new int[starts.length];
        int n = 0;
        for (int u = 0; u + 1 < starts.length; u++) {
            for (int row = starts[u]; row < starts[u + 1]; row++) {
                if (domainOf[row] == domain) {
                    rows[n++] = row;
                }
            }
            own[u + 1] = n;
        }
        rows = Arrays.copyOf(rows, n);
        int[] ownSlots = new int[n];
        for (int i = 0; i < n; i++) {
            ownSlots[i] = slots[rows[i]];
        }
        return new Branch(new Layout(window, own, ownSlots), rows, positions(own));
    }

    /** Counted back from the newest token of every user, which is 1. */
    static int[] positions(int[] starts) {
        int[] positions = new int[starts[starts.length - 1]];
        for (int u = 0; u + 1 < starts.length; u++) {
            for (int row = starts[u]; row < starts[u + 1]; row++) {
                positions[row] = starts[u + 1] - row;
            }
        }
        return positions;
    }
}
