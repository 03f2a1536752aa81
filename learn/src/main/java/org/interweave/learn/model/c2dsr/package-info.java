/**
 * C2DSR: Cao et al., Contrastive Cross-Domain Sequential Recommendation, CIKM 2022, doi 10.1145/3511808.3557262.
 *
 * <p>Parallel sequences over one time axis, the merged one and one per domain, each with its own item table, graph of transitions and encoder. Written for K >= 2
 * domains; K = 2 is the paper. Stream 0 is the merged sequence M, stream k + 1 is domain k. Entry point: {@link org.interweave.learn.model.c2dsr.C2dsr}.
 */
package org.interweave.learn.model.c2dsr;
