package org.interweave.benchmarks;

import java.util.List;
import org.interweave.core.batch.Branch;
import org.interweave.core.batch.Layout;
import org.interweave.core.batch.NextItemBatch;
import org.interweave.core.batch.SequenceBatch;
import org.interweave.core.batch.Targets;
import org.interweave.learn.model.merit.Merit;

/**
 * Floating-point operations of the matrix products that a training step cannot do without: tokens that exist, pairs that see each other. The same count for every
 * implementation, whatever it computes besides. Element-wise work and gathers are not counted. The formula in words is in benchmarks/README.md.
 */
final class UsefulWork {
    /** Forward, and twice as much for the gradients of both factors. */
    private static final double WITH_BACKWARD = 3;

    private final double d;
    private final double f;

    UsefulWork(Merit.Config config) {
        d = config.width();
        f = config.innerWidth();
    }

    /** Of a whole step, in GFLOP. */
    double gigaflop(NextItemBatch batch) {
        SequenceBatch sequences = batch.sequences();
        List<Branch> domains = sequences.domains();
        double branches = domains.size() + 1;
        double flop = branch(sequences.mixed(), branches) + fusion(sequences.mixed(), List.of(sequences.mixed()));
        flop += candidates(batch.mixed());
        for (int k = 0; k < domains.size(); k++) {
            Branch own = domains.get(k);
            flop += branch(own, branches);
            flop += fusion(own, List.of(sequences.mixed()));
            for (int j = 0; j < domains.size(); j++) {
                flop += j == k ? 0 : keys(own, domains.get(j));
            }
            flop += candidates(batch.domains().get(k));
        }
        return WITH_BACKWARD * flop / 1e9;
    }

    /** Self-attention, all experts of the moFFN with its gates, the expert after fusion. */
    private double branch(Branch branch, double branches) {
        double tokens = branch.layout().tokens();
        double experts = (branches + 1) + 1; // one per destination and the shared one; the output's
        double gates = 2 * branches;
        return 2 * tokens * (2 * d * d + experts * 3 * d * f + gates * d) + keys(branch, branch);
    }

    /** Cross-attention: query and output projections, and the keys of these branches. */
    private double fusion(Branch own, List<Branch> keys) {
        double projections = 2 * own.layout().tokens() * 2 * d * d;
        return projections
                + keys.stream().mapToDouble(other -> keys(own, other)).sum();
    }

    /** Projections to keys and values, logits and weighted sums of the pairs that see each other. */
    private double keys(Branch queries, Branch keys) {
        double pairs = visiblePairs(queries.layout(), keys.layout());
        return 2 * keys.layout().tokens() * 2 * d * d + 2 * pairs * 2 * d;
    }

    /** A query sees a key iff both are of one user and the key's slot is not after the query's. */
    static long visiblePairs(Layout queries, Layout keys) {
        long pairs = 0;
        for (int u = 0; u < queries.users(); u++) {
            int seen = keys.starts()[u];
            for (int row = queries.starts()[u]; row < queries.starts()[u + 1]; row++) {
                while (seen < keys.starts()[u + 1] && keys.slots()[seen] <= queries.slots()[row]) {
                    seen++;
                }
                pairs += seen - keys.starts()[u];
            }
        }
        return pairs;
    }

    /** The positive and every negative of each target. */
    private double candidates(Targets targets) {
        return 2 * targets.rows().length * (1 + targets.negativesPerRow()) * d;
    }
}
