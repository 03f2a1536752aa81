/**
 * MERIT: Bian et al., Multi-Domain Enhancement via Residual Interwoven Transfer in Cross-Domain Sequential Recommendation, MM '25, doi 10.1145/3746027.3754589.
 *
 * <p>Written for K >= 2 domains; K = 2 is exactly the paper. Branch 0 is the merged sequence M, branch k + 1 is domain k. H_{x->y} is what branch x sends to y.
 */
package org.interweave.learn.model.merit;
