package org.interweave.core.sample;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.interweave.core.data.Catalog;
import org.interweave.core.data.Domain;

/** Draws distinct items of a domain that a user does not have. For one thread: make one sampler per thread. */
public final class NegativeSampler {
    private static final int OWN = Integer.MAX_VALUE;

    private final Catalog catalog;
    private final int[] stamps; // per item: OWN, or the number of the draw that took it last
    private final int[] ownPerDomain;
    private int[] own = {};
    private int draws;

    public NegativeSampler(Catalog catalog) {
        this.catalog = catalog;
        this.stamps = new int[catalog.items() + 1];
        this.ownPerDomain = new int[catalog.domainCount()];
    }

    /** Starts a user: none of these items will be drawn until the next user. */
    public void exclude(int[] items) {
        for (int item : own) {
            stamps[item] = 0;
        }
        Arrays.fill(ownPerDomain, 0);
        own = items.clone();
        for (int item : own) {
            if (stamps[item] != OWN) {
                stamps[item] = OWN;
                ownPerDomain[catalog.domainOf(item)]++;
            }
        }
    }

    /** Writes {@code count} distinct items of the domain to {@code out} from {@code offset} on. */
    public void draw(int domain, int count, SplittableRandom random, int[] out, int offset) {
        Domain items = catalog.domain(domain);
        int free = free(domain);
        if (count > free) {
            throw new IllegalArgumentException("negatives (" + count + ") are more than domain " + items.name()
                    + " can give: it holds " + items.size() + " items, " + ownPerDomain[domain]
                    + " of them this user's."
                    + " Try: fewer negatives");
        }
        if (2L * count > free || 8L * free < items.size()) {
            drawDense(items, free, count, random, out, offset);
        } else {
            drawSparse(items, count, random, out, offset);
        }
    }

    /** Items of the domain that the current user does not have. */
    public int free(int domain) {
        return catalog.domain(domain).size() - ownPerDomain[domain];
    }

    private void drawSparse(Domain items, int count, SplittableRandom random, int[] out, int offset) {
        if (++draws == OWN) { // stamps have run out: forget the old ones
            for (int i = 0; i < stamps.length; i++) {
                stamps[i] = stamps[i] == OWN ? OWN : 0;
            }
            draws = 1;
        }
        int size = items.size();
        for (int i = offset; i < offset + count; ) {
            int item = items.firstItem() + random.nextInt(size);
            if (stamps[item] != draws && stamps[item] != OWN) {
                stamps[item] = draws;
                out[i++] = item;
            }
        }
    }

    /** Most free items are wanted, or few are free: shuffle them instead of trying at random. */
    private void drawDense(Domain items, int freeCount, int count, SplittableRandom random, int[] out, int offset) {
        int[] free = new int[freeCount];
        int n = 0;
        for (int item = items.firstItem(); item <= items.lastItem(); item++) {
            if (stamps[item] != OWN) {
                free[n++] = item;
            }
        }
        for (int i = 0; i < count; i++) {
            int j = i + random.nextInt(n - i);
            out[offset + i] = free[j];
            free[j] = free[i];
        }
    }
}
