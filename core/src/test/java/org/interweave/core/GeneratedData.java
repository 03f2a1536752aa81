package org.interweave.core;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.interweave.core.data.Catalog;
import org.interweave.core.data.Domain;
import org.interweave.core.data.Sequences;

/**
 * A random catalogue of two to four domains with users of every kind: one interaction or many, all domains or one, the same item again.
 *
 * @param users items of each user, oldest first
 */
public record GeneratedData(Catalog catalog, Sequences sequences, List<int[]> users) {
    /** The same seed makes the same data. */
    public static GeneratedData of(long seed) {
        Random random = new Random(seed);
        List<Domain> domains = new ArrayList<>();
        int first = 1;
        for (int k = 2 + random.nextInt(3); k > 0; k--) {
            int size = 40 + random.nextInt(40);
            domains.add(new Domain("domain" + domains.size(), first, first + size - 1));
            first += size;
        }
        List<int[]> users = new ArrayList<>();
        for (int u = 20 + random.nextInt(20); u > 0; u--) {
            // Some users know one domain only.
            Domain only = random.nextInt(4) == 0 ? domains.get(random.nextInt(domains.size())) : null;
            int[] items = new int[1 + random.nextInt(25)];
            for (int i = 0; i < items.length; i++) {
                items[i] =
                        only == null ? 1 + random.nextInt(first - 1) : only.firstItem() + random.nextInt(only.size());
                if (i > 2 && random.nextInt(10) == 0) {
                    items[i] = items[i - 3];
                }
            }
            users.add(items);
        }
        return of(new Catalog(domains), users);
    }

    /** These users, with an interaction a day. */
    public static GeneratedData of(Catalog catalog, List<int[]> users) {
        int[] offsets = new int[users.size() + 1];
        for (int u = 0; u < users.size(); u++) {
            offsets[u + 1] = offsets[u] + users.get(u).length;
        }
        int[] items = users.stream().flatMapToInt(java.util.Arrays::stream).toArray();
        long[] times = new long[items.length];
        for (int i = 0; i < times.length; i++) {
            times[i] = 86_400L * i;
        }
        return new GeneratedData(catalog, new Sequences(items, times, offsets), users);
    }

    /** Domains of these sizes, called a, b, c, ... */
    public static Catalog catalog(int... sizes) {
        List<Domain> domains = new ArrayList<>();
        int first = 1;
        for (int size : sizes) {
            domains.add(new Domain(Character.toString('a' + domains.size()), first, first + size - 1));
            first += size;
        }
        return new Catalog(domains);
    }
}
