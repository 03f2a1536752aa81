package org.interweave.learn.nn;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.atomic.AtomicInteger;
import org.interweave.learn.torch.Libtorch;

/** Ranges of a loop on as many threads as libtorch uses: workers take chunks from a shared counter, and the caller works too. */
final class Parallel {
    private Parallel() {}

    interface Range {
        void run(int from, int to);
    }

    /** Calls the body once for every chunk of 0..n-1; chunks must not depend on each other. */
    static void chunks(int n, int chunk, Range body) {
        int workers = Math.min(Libtorch.threads(), (n + chunk - 1) / chunk);
        AtomicInteger next = new AtomicInteger();
        Runnable worker = () -> {
            for (int from; (from = next.getAndAdd(chunk)) < n; ) {
                body.run(from, Math.min(n, from + chunk));
            }
        };
        List<ForkJoinTask<?>> others = new ArrayList<>();
        for (int i = 1; i < workers; i++) {
            others.add(ForkJoinPool.commonPool().submit(worker));
        }
        worker.run();
        others.forEach(ForkJoinTask::join);
    }
}
