package org.interweave.benchmarks;

import org.interweave.learn.model.merit.Merit;

/** About how much memory the padded reference takes for what it keeps until its backward pass; what is measured is a little less. */
record PaddedMemory(Merit.Config config, int domains) {
    double bytesPerUser(int window) {
        double d = config.width();
        double branches = domains + 1.0;
        double experts = branches + 2; // one per destination, the shared one, the output's
        double perBranch = experts * (4 * config.innerWidth() + d) + (20 + 6 * branches + 4 * domains) * d;
        double gathered = 3.0 * domains * config.negatives() * d; // M's, the domains', and the gradient of the larger
        return 4.0 * window * (branches * perBranch + gathered);
    }
}
