package org.interweave.learn.train;

import java.util.Arrays;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.interweave.core.sample.Seeds;
import org.interweave.learn.model.Objective;

/**
 * The batches of an epoch in their order, each made on another thread while the one before trains.
 *
 * <p>Order and content depend on seed and epoch alone, so the feed can start at any step.
 */
final class BatchFeed implements AutoCloseable {
    private final int[] users;
    private final int batchUsers;
    private final Seeds seeds;
    private final Objective<?> objective; // its batches are made by the worker only
    private final ExecutorService worker = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "collator");
        thread.setDaemon(true);
        return thread;
    });

    BatchFeed(int[] users, int batchUsers, Seeds seeds, Objective<?> objective) {
        this.users = users;
        this.batchUsers = batchUsers;
        this.seeds = seeds;
        this.objective = objective;
    }

    /** Users of an epoch. */
    int users() {
        return users.length;
    }

    /** Steps of an epoch; the last one may have fewer users. */
    int steps() {
        return (users.length + batchUsers - 1) / batchUsers;
    }

    /** The epoch's batches from a step on, counted from 0. */
    Epoch epoch(int epoch, int firstStep) {
        return new Epoch(epoch, firstStep);
    }

    final class Epoch {
        private final int epoch;
        private final int[] order;
        private int step;
        private Future<Objective.Lesson> ahead;

        private Epoch(int epoch, int firstStep) {
            this.epoch = epoch;
            this.order = seeds.shuffled(users, "order", epoch);
            this.step = firstStep;
            request();
        }

        /** Whether {@link #next} has another batch. */
        boolean hasNext() {
            return step < steps();
        }

        Objective.Lesson next() {
            Objective.Lesson batch = await(ahead);
            step++;
            request();
            return batch;
        }

        private void request() {
            if (hasNext()) {
                int from = step * batchUsers;
                int[] members = Arrays.copyOfRange(order, from, Math.min(order.length, from + batchUsers));
                ahead = worker.submit(() -> objective.lesson(members, epoch));
            }
        }
    }

    private static Objective.Lesson await(Future<Objective.Lesson> future) {
        try {
            return future.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a batch was made", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException("a batch could not be made", e.getCause());
        }
    }

    @Override
    public void close() {
        worker.shutdownNow();
    }
}
