/**
 * MGCL: Xu, Pan and Ming, A Multi-view Graph Contrastive Learning Framework for Cross-Domain Sequential Recommendation, RecSys 2023, doi 10.1145/3604915.3608785, for one
 * target domain and all others as its source.
 *
 * <p>The paper's text was not at hand: what follows is its released code in two public copies, repaired where it cannot be meant as written; {@code docs/fidelity.md} lists
 * what was decided. g is an item's static vector from the graph of all users and items, e its dynamic one from the user's own sequence, T the target, S the source.
 */
package org.interweave.learn.model.mgcl;
