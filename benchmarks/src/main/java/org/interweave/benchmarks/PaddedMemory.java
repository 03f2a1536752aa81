package org.interweave.benchmarks;

import org.interweave.learn.model.merit.Merit;

/** About how much memory the padded reference takes for what it keeps until its backward pass. */
record PaddedMemory(Merit.Config config, int domains) {
    /** Over what the count below says: gradients under way, and blocks the allocator cannot use again. */
    private static final double MARGIN = 1.3;

    double bytesPerUser(int window) {
        double d = config.width();
        double branches = domains + 1.0;
        double experts = branches + 2; // one per destination, the shared one, the output's
        double perBranch = experts * (4 * config.innerWidth() + d) + (20 + 6 * branches + 4 * domains) * d;
        double gathered = 3.0 * domains * config.negatives() * d; // M's, the domains', and the gradient of the larger
        return MARGIN * 4 * window * (branches * perBranch + gathered);
    }
}
