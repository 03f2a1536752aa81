/**
 * The blocks models are built of, on packed sequences: no padding exists outside one attention kernel.
 *
 * <p>Letters for shapes, the same everywhere: U users in a batch, P tokens of the mixed pack, P_k those of domain k, d width, h heads, D = d/h, f inner width of
 * an expert, t targets, n negatives, Q queries, C candidates, V items in the catalogue, K domains.
 */
package org.interweave.learn.nn;
