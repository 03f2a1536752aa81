package org.interweave.learn.model.dream;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Ways to change a sequence without changing what it says of its user. What is not changed keeps its order; a sequence of one item stays as it is.
 *
 * @paper CL4SRec
 */
enum Augmentation {
    /** Keeps a contiguous piece. */
    CROP {
        @Override
        int[] apply(int[] items, double share, SplittableRandom random) {
            int length = Math.max(1, (int) (share * items.length));
            int start = random.nextInt(items.length - length + 1);
            return Arrays.copyOfRange(items, start, start + length);
        }
    },
    /** Makes holes, which hold 0; never of the last item, which the state is read at. */
    MASK {
        @Override
        int[] apply(int[] items, double share, SplittableRandom random) {
            int[] masked = items.clone();
            int holes = Math.min((int) (share * items.length), items.length - 1);
            while (holes > 0) {
                int place = random.nextInt(items.length - 1);
                if (masked[place] != 0) {
                    masked[place] = 0;
                    holes--;
                }
            }
            return masked;
        }
    },
    /** Shuffles a contiguous piece. */
    REORDER {
        @Override
        int[] apply(int[] items, double share, SplittableRandom random) {
            int[] reordered = items.clone();
            int length = (int) (share * items.length);
            int start = random.nextInt(items.length - length + 1);
            for (int i = length - 1; i > 0; i--) {
                int j = start + random.nextInt(i + 1);
                int moved = reordered[start + i];
                reordered[start + i] = reordered[j];
                reordered[j] = moved;
            }
            return reordered;
        }
    };

    /** @param items at least one, oldest first */
    abstract int[] apply(int[] items, double share, SplittableRandom random);

    /** One of the three, drawn by chance. */
    static int[] any(int[] items, Shares shares, SplittableRandom random) {
        Augmentation drawn = values()[random.nextInt(values().length)];
        double share =
                switch (drawn) {
                    case CROP -> shares.crop;
                    case MASK -> shares.mask;
                    case REORDER -> shares.reorder;
                };
        return drawn.apply(items, share, random);
    }

    /** Of a sequence, what is kept, made holes of, and shuffled. */
    record Shares(double crop, double mask, double reorder) {}
}
