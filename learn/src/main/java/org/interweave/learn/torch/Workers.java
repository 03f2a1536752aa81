package org.interweave.learn.torch;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import org.bytedeco.pytorch.global.torch;

/**
 * Independent pieces of work on as many Java threads as libtorch would use, with libtorch on one thread in each. Two pieces side by side keep two cores busier
 * than one whose every operation is split, and the results do not depend on the number of threads.
 */
public final class Workers {
    /** Threads are kept for the next call, and end by themselves some time after the last one. */
    private static final ExecutorService POOL = Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(work, "worker");
        thread.setDaemon(true);
        return thread;
    });

    private Workers() {}

    /** How many threads there are for the calls of {@link #each} within {@link #together}. */
    private static final ThreadLocal<Integer> TEAM = new ThreadLocal<>();

    /** Runs the body with libtorch on one thread, so that several calls of {@link #each} in it need not change that number every time, which takes as long as a small product. */
    public static void together(Runnable body) {
        int threads = Libtorch.threads();
        if (TEAM.get() != null || threads == 1) {
            body.run();
            return;
        }
        Libtorch.threads(1);
        TEAM.set(threads);
        try {
            body.run();
        } finally {
            TEAM.remove();
            Libtorch.threads(threads);
        }
    }

    /** Calls the task for 0..tasks-1, in this order but several at a time; returns when all are done, or with the first exception. */
    public static void each(int tasks, IntConsumer task) {
        if (tasks == 1) {
            task.accept(0); // with all threads that its operations may have
        } else {
            together(() -> share(tasks, task));
        }
    }

    private static void share(int tasks, IntConsumer task) {
        Integer team = TEAM.get();
        int workers = team == null ? 1 : Math.min(team, tasks);
        if (workers > 1) {
            run(workers, tasks, task);
            return;
        }
        for (int i = 0; i < tasks; i++) {
            task.accept(i);
        }
    }

    private static void run(int workers, int tasks, IntConsumer task) {
        AtomicInteger next = new AtomicInteger();
        Runnable work = () -> {
            try {
                for (int i; (i = next.getAndIncrement()) < tasks; ) {
                    task.accept(i);
                }
            } finally {
                next.set(tasks); // after a failure the others need not begin anything new
            }
        };
        List<Future<?>> running = new ArrayList<>();
        for (int w = 1; w < workers; w++) {
            running.add(POOL.submit(() -> {
                torch.get_num_threads(); // makes a new thread take over the number; without it the first products
                // would be split
                work.run();
            }));
        }
        FutureTask<Void> own = new FutureTask<>(work, null);
        own.run(); // the caller is one of them
        running.add(own);
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
