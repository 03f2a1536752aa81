package org.interweave.benchmarks;

import java.util.List;
import org.interweave.core.data.Catalog;
import org.interweave.learn.train.RunConfig;

/**
 * What one process measures.
 *
 * @param label in progress and tables
 * @param settings that differ from the defaults, as name=value
 * @param warmup steps that are not counted
 * @param steps that are
 * @param usersAtOnce of the padded implementation
 * @param blasThreads of OpenBLAS, which multiplies 32-bit matrices; 0 leaves what the production code chooses
 */
record Task(
        String label,
        Implementation implementation,
        Source source,
        List<String> settings,
        int warmup,
        int steps,
        int usersAtOnce,
        int blasThreads) {

    /** Who takes the step. */
    enum Implementation {
        PACKED {
            @Override
            TrainingStep create(Task task, RunConfig config, Catalog catalog, int window) {
                return new PackedStep(config, catalog, window);
            }
        },
        PADDED {
            @Override
            TrainingStep create(Task task, RunConfig config, Catalog catalog, int window) {
                return new PaddedStep(config, catalog, window, task.usersAtOnce);
            }
        };

        abstract TrainingStep create(Task task, RunConfig config, Catalog catalog, int window);
    }

    RunConfig config() {
        return RunConfig.defaults("merit").with(settings);
    }
}
