package org.interweave.core.split;

import java.util.stream.IntStream;
import org.interweave.core.data.Sequences;

/**
 * The training, validation and test view of each user s_1..s_n, as ranges of the sequence.
 *
 * <p>Training reads s_1..s_{n-3} and predicts up to s_{n-2}; validation reads s_1..s_{n-2} for s_{n-1}; test reads s_1..s_{n-1} for s_n.
 */
public final class LeaveOneOut {
    private final Sequences sequences;
    private final int window;

    /** @param window L, the longest input in tokens */
    public LeaveOneOut(Sequences sequences, int window) {
        if (window < 1) {
            throw new IllegalArgumentException("the input window (" + window + ") must be at least 1");
        }
        this.sequences = sequences;
        this.window = window;
    }

    public int window() {
        return window;
    }

    /** Users with something to predict in training. */
    public int[] trainingUsers() {
        return IntStream.range(0, sequences.users())
                .filter(u -> sequences.length(u) >= 4)
                .toArray();
    }

    /** s_1..s_{n-2}: all that training may know of the user. */
    public int[] trainingItems(int user) {
        return sequences.items(user, 0, Math.max(0, sequences.length(user) - 2));
    }

    /** Users with an input and a target. */
    public int[] users(Split split) {
        int heldOut = heldOut(split);
        return IntStream.range(0, sequences.users())
                .filter(u -> sequences.length(u) > heldOut)
                .toArray();
    }

    /** The held-out item. */
    public int target(int user, Split split) {
        return sequences.item(user, inputEnd(user, split));
    }

    /** Everything before the target, oldest first; a model reads its latest items, as many as fit its window. */
    public int[] known(int user, Split split) {
        return sequences.items(user, 0, inputEnd(user, split));
    }

    /** Where the target stands. Only for {@link #users}: another user's position would lie in the neighbour's interactions. */
    private int inputEnd(int user, Split split) {
        int end = sequences.length(user) - heldOut(split);
        if (end < 1) {
            throw new IllegalArgumentException("user " + user + " has " + sequences.length(user) + " interactions, "
                    + split + " needs at least " + (heldOut(split) + 1));
        }
        return end;
    }

    private static int heldOut(Split split) {
        return split == Split.TEST ? 1 : 2;
    }
}
