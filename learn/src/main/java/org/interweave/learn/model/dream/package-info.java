/**
 * DREAM: Ye, Li and Yao, Decoupled Representation via Extraction Attention Module and Supervised Contrastive Learning for Cross-Domain Sequential Recommender,
 * RecSys 2023, doi 10.1145/3604915.3608780.
 *
 * <p>A reconstruction: no code of the authors is known, and the structure follows the abstract and what MERIT says of it. docs/fidelity.md lists what was decided.
 * Written for K >= 2 domains. Stream 0 is the merged sequence, stream k + 1 is domain k; f is the merged stream's state, h_k a domain's.
 */
package org.interweave.learn.model.dream;
