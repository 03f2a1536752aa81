/**
 * ABXI: Bian et al., ABXI: Invariant Interest Adaptation for Task-Guided Cross-Domain Sequential Recommendation, WWW 2025, doi 10.1145/3696410.3714819.
 *
 * <p>Written for K >= 2 domains; K = 2 is the paper. Sequence 0 is the merged one, X; sequence k + 1 is that of domain k, whose items stand at the steps that
 * predict the domain. Steps that hold no item are zero vectors that attention sees.
 */
package org.interweave.learn.model.abxi;
