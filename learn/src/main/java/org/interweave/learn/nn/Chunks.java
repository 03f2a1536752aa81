package org.interweave.learn.nn;

import java.util.ArrayList;
import java.util.List;
import org.interweave.learn.torch.Step;
import org.interweave.learn.torch.Workers;

/**
 * Work on independent stretches of rows, collected first and then done side by side, each on one thread and without gradients. How rows are cut depends on their number
 * alone, so that results do not depend on the number of threads.
 */
final class Chunks {
    private static final int STRETCHES = 8;
    private static final int LEAST_ROWS = 64;
    /** What lies between two products should not be far from the processor when it is read again. */
    private static final int MOST_ROWS = 2048;

    private final List<Runnable> tasks = new ArrayList<>();

    interface Rows {
        void run(int from, int count);
    }

    /** Rows of a stretch, the last one excepted: a multiple of 8, since products of unlike shapes are compiled one by one. */
    static int size(int rows) {
        int even = ((rows + STRETCHES - 1) / STRETCHES + 7) / 8 * 8;
        return Math.min(MOST_ROWS, Math.max(LEAST_ROWS, even));
    }

    static int count(int rows) {
        return (rows + size(rows) - 1) / size(rows);
    }

    Chunks add(Runnable task) {
        tasks.add(task);
        return this;
    }

    /** Every stretch of the rows. */
    Chunks add(int rows, Rows body) {
        int size = size(rows);
        for (int from = 0; from < rows; from += size) {
            int first = from;
            tasks.add(() -> body.run(first, Math.min(size, rows - first)));
        }
        return this;
    }

    /** Returns when all is done. */
    void run() {
        Workers.each(
                tasks.size(),
                task -> Step.infer(() -> {
                    tasks.get(task).run();
                    return null;
                }));
    }
}
