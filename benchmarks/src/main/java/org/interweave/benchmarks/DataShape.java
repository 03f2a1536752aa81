package org.interweave.benchmarks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.interweave.core.data.Catalog;
import org.interweave.core.data.Domain;
import org.interweave.core.data.Sequences;
import org.interweave.core.sample.Seeds;

/**
 * Generated interactions with the shape of real ones: what a step costs hangs on numbers and lengths, not on tastes.
 *
 * <p>Lengths are {@link #SHORTEST} plus a geometric number, cut at the window, as those of Food-Kitchen are; every interaction is of any domain with the same
 * probability, and of a domain's items those with small ids more often.
 *
 * @param meanLength interactions per user, held-out ones included
 * @param window the most interactions of a user
 */
public record DataShape(int users, List<Integer> itemsPerDomain, double meanLength, int window) {
    /** Food-Kitchen: 28,095 items, 24.29 interactions per user. */
    public static final DataShape FOOD_KITCHEN = new DataShape(7144, List.of(11837, 16258), 24.29, 50);

    private static final int SHORTEST = 10;
    private static final long SEED = 20250101;

    public DataShape {
        itemsPerDomain = List.copyOf(itemsPerDomain);
        if (meanLength <= SHORTEST || meanLength >= window) {
            throw new IllegalArgumentException("meanLength (" + meanLength + ") must lie between " + SHORTEST
                    + " and the window (" + window + ")");
        }
    }

    /** The item ids of all domains. */
    public Catalog catalog() {
        List<Domain> domains = new ArrayList<>();
        int first = 1;
        for (int items : itemsPerDomain) {
            domains.add(new Domain("generated-" + domains.size(), first, first + items - 1));
            first += items;
        }
        return new Catalog(domains);
    }

    /** The same ones every time. */
    public Sequences sequences() {
        Seeds seeds = new Seeds(SEED);
        Catalog catalog = catalog();
        double stop = stopProbability();
        int[] offsets = new int[users + 1];
        int[] items = new int[users * window];
        for (int u = 0; u < users; u++) {
            SplittableRandom random = seeds.stream("user", u);
            int length = length(random.nextDouble(), stop);
            Set<Integer> chosen = new HashSet<>();
            for (int i = 0; i < length; i++) {
                items[offsets[u] + i] = item(catalog, random, chosen);
            }
            offsets[u + 1] = offsets[u] + length;
        }
        items = Arrays.copyOf(items, offsets[users]);
        return new Sequences(items, new long[items.length], offsets);
    }

    private static int item(Catalog catalog, SplittableRandom random, Set<Integer> chosen) {
        while (true) {
            Domain domain = catalog.domain(random.nextInt(catalog.domainCount()));
            double place = random.nextDouble();
            int item = domain.firstItem() + (int) (place * place * domain.size());
            if (chosen.add(item)) {
                return item;
            }
        }
    }

    private int length(double uniform, double stop) {
        return (int) Math.min(window, SHORTEST + Math.floor(Math.log1p(-uniform) / Math.log1p(-stop)));
    }

    /** Of the geometric distribution, so that lengths cut at the window have the mean asked for; by bisection. */
    private double stopProbability() {
        double low = 1e-6;
        double high = 1;
        for (int i = 0; i < 60; i++) {
            double middle = (low + high) / 2;
            double go = 1 - middle;
            double mean = SHORTEST + go * (1 - Math.pow(go, window - SHORTEST)) / middle;
            if (mean > meanLength) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
