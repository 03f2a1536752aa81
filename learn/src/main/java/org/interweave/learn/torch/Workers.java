package org.interweave.learn.torch;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import org.bytedeco.pytorch.global.torch;

/**
 * Independent pieces of inference on as many Java threads as libtorch would use, with libtorch on one thread in each. Two batches side by side keep two cores busier
 * than one batch whose every operation is split, and the results do not depend on the number of threads.
 */
public final class Workers {
    private Workers() {}

    /** Calls the task for 0..tasks-1, in this order but several at a time; returns when all are done, or with the first exception. */
    public static void each(int tasks, IntConsumer task) {
        int threads = Torch.threads();
        int workers = Math.min(threads, tasks);
        if (workers <= 1) {
            for (int i = 0; i < tasks; i++) {
                task.accept(i);
            }
            return;
        }
        Torch.threads(1);
        try {
            run(workers, tasks, task);
        } finally {
            Torch.threads(threads);
        }
    }

    private static void run(int workers, int tasks, IntConsumer task) {
        ExecutorService pool = Executors.newFixedThreadPool(workers);
        AtomicInteger next = new AtomicInteger();
        List<Future<?>> running = new ArrayList<>();
        for (int w = 0; w < workers; w++) {
            running.add(pool.submit(() -> {
                torch.get_num_threads(); // makes a new thread take over the number; without it the first products
                // would be split
                try {
                    for (int i; (i = next.getAndIncrement()) < tasks; ) {
                        task.accept(i);
                    }
                } finally {
                    next.set(tasks); // after a failure the others need not begin anything new
                }
            }));
        }
        pool.shutdown();
        join(running);
    }

    private static void join(List<Future<?>> running) {
        RuntimeException failure = null;
        for (Future<?> worker : running) {
            try {
                worker.get();
            } catch (ExecutionException e) {
                failure = failure != null ? failure : unwrap(e.getCause());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                failure = failure != null ? failure : new IllegalStateException("interrupted while waiting", e);
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    private static RuntimeException unwrap(Throwable cause) {
        if (cause instanceof Error error) {
            throw error;
        }
        return cause instanceof RuntimeException e ? e : new IllegalStateException(cause);
    }
}
