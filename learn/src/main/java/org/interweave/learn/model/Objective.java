package org.interweave.learn.model;

import java.util.function.LongFunction;
import java.util.function.ToIntFunction;

/**
 * What a model is trained to do: batches, and the loss of each.
 *
 * @param <B> what a batch holds: host arrays, no tensors
 */
public interface Objective<B> {
    /** Makes the batch of these users, ahead of its turn and on a thread of its own. What a user contributes depends on seed, epoch and user alone. */
    B batch(int[] users, int epoch);

    /** The training loss of a batch with dropout, whose masks the seed fixes. Inside a step. */
    Loss loss(B batch, long dropoutSeed);

    /** Input tokens of a batch: what throughput is counted in. */
    int tokens(B batch);

    /** A batch and its loss, for those who need not know what a batch holds. */
    record Lesson(int tokens, LongFunction<Loss> loss) {}

    /** Makes a batch as {@link #batch} does. */
    default Lesson lesson(int[] users, int epoch) {
        B batch = batch(users, epoch);
        return new Lesson(tokens(batch), seed -> loss(batch, seed));
    }

    interface Batches<B> {
        B of(int[] users, int epoch);
    }

    interface Losses<B> {
        Loss of(B batch, long dropoutSeed);
    }

    static <B> Objective<B> of(Batches<B> batches, Losses<B> losses, ToIntFunction<B> tokens) {
        return new Objective<>() {
            @Override
            public B batch(int[] users, int epoch) {
                return batches.of(users, epoch);
            }

            @Override
            public Loss loss(B batch, long dropoutSeed) {
                return losses.of(batch, dropoutSeed);
            }

            @Override
            public int tokens(B batch) {
                return tokens.applyAsInt(batch);
            }
        };
    }
}
