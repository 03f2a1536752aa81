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
 * and a seed alone, so every model and every run ranks the same lists.
 */
public final class Candidates {
    private final int[] users;
    private final int[][] lists;
    private final String hash;

    /** @param negatives per user; fewer where the domain has fewer items left */
    public Candidates(Catalog catalog, Sequences sequences, LeaveOneOut split, Split which, long seed, int negatives) {
        users = split.users(which);
        lists = new int[users.length][];
        Seeds seeds = new Seeds(seed);
        NegativeSampler sampler = new NegativeSampler(catalog);
        for (int i = 0; i < users.length; i++) {
            int target = split.target(users[i], which);
            int domain = catalog.domainOf(target);
            sampler.exclude(sequences.items(users[i]));
            int count = Math.min(negatives, sampler.free(domain));
            lists[i] = new int[count + 1];
            lists[i][0] = target;
            sampler.draw(domain, count, seeds.stream("candidates", which.ordinal(), users[i]), lists[i], 1);
        }
        hash = hash(users, lists);
    }

    /** Users with a list, ascending. */
    public int[] users() {
        return users;
    }

    /** The list of the i-th of {@link #users}: target first. */
    public int[] list(int i) {
        return lists[i];
    }

    /** SHA-256 over all users and lists. */
    public String hash() {
        return hash;
    }

    private static String hash(int[] users, int[][] lists) {
        MessageDigest digest = Digests.start();
        for (int i = 0; i < users.length; i++) {
            ByteBuffer bytes = ByteBuffer.allocate(4 * (lists[i].length + 2));
            bytes.putInt(users[i]).putInt(lists[i].length);
            bytes.asIntBuffer().put(lists[i]);
            digest.update(bytes.array());
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
