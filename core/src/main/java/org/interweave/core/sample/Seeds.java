package org.interweave.core.sample;

import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;

/** Independent random streams, each named by what it is for and by keys such as epoch and user; never by the order in which they are asked for. */
public record Seeds(long seed) {
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    /** The seed of a stream. */
    public long derive(String name, long... keys) {
        long state = mix(seed + GOLDEN);
        for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
            state = mix(state + GOLDEN * (b + 257L));
        }
        for (long key : keys) {
            state = mix(state + GOLDEN) ^ mix(key + 0x632BE59BD9B4E019L);
        }
        return mix(state);
    }

    public SplittableRandom stream(String name, long... keys) {
        return new SplittableRandom(derive(name, keys));
    }

    /** A shuffled copy. */
    public int[] shuffled(int[] values, String name, long... keys) {
        SplittableRandom random = stream(name, keys);
        int[] shuffled = values.clone();
        for (int i = shuffled.length - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int moved = shuffled[i];
            shuffled[i] = shuffled[j];
            shuffled[j] = moved;
        }
        return shuffled;
    }

    private static long mix(long z) {
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
