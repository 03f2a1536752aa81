package org.interweave.core.sample;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.interweave.core.data.Catalog;
import org.interweave.core.data.Sequences;
import org.interweave.core.io.Digests;
import org.interweave.core.split.LeaveOneOut;
import org.interweave.core.split.Split;

/**
 * The lists a sampled evaluation ranks: each user's target first, then negatives of its domain, none of them the user's own. They follow from the data, the split
 * and a seed alone, so every model and every run ranks the same lists; that is why they are drawn when asked for and not kept.
 */
public final class Candidates {
    private final Catalog catalog;
    private final Sequences sequences;
    private final LeaveOneOut split;
    private final Split which;
    private final Seeds seeds;
    private final int negatives;
    private final NegativeSampler sampler;
    private final int[] users;
    private final String hash;

    /** @param negatives per user; fewer where the domain has fewer items left */
    public Candidates(Catalog catalog, Sequences sequences, LeaveOneOut split, Split which, long seed, int negatives) {
        if (negatives < 1) {
            throw new IllegalArgumentException("negatives per target (" + negatives + ") must be at least 1");
        }
        this.catalog = catalog;
        this.sequences = sequences;
        this.split = split;
        this.which = which;
        this.seeds = new Seeds(seed);
        this.negatives = negatives;
        this.sampler = new NegativeSampler(catalog);
        this.users = split.users(which);
        this.hash = drawAndHash();
    }

    /** The split whose targets are ranked. */
    public Split split() {
        return which;
    }

    /** Users with a list, ascending. */
    public int[] users() {
        return users.clone();
    }

    /** The list of the i-th of {@link #users}: target first. The same on every call. */
    public synchronized int[] list(int i) {
        int user = users[i];
        int target = split.target(user, which);
        int domain = catalog.domainOf(target);
        sampler.exclude(sequences.items(user));
        int count = Math.min(negatives, sampler.free(domain));
        int[] list = new int[count + 1];
        list[0] = target;
        sampler.draw(domain, count, seeds.stream("candidates", which.ordinal(), user), list, 1);
        return list;
    }

    /** SHA-256 over all users and lists. */
    public String hash() {
        return hash;
    }

    private String drawAndHash() {
        MessageDigest digest = Digests.start();
        for (int i = 0; i < users.length; i++) {
            int[] list = list(i);
            ByteBuffer bytes = ByteBuffer.allocate(4 * (list.length + 2));
            bytes.putInt(users[i]).putInt(list.length);
            bytes.asIntBuffer().put(list);
            digest.update(bytes.array());
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
