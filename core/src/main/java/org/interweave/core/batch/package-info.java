/**
 * Host batches as plain arrays, users end to end with offsets, no padding: made by {@link org.interweave.core.batch.NextItemCollator}, {@link
 * org.interweave.core.batch.TransferCollator} or {@link org.interweave.core.batch.ClozeCollator} for training and {@link org.interweave.core.batch.QueryBatch} for scoring.
 *
 * <p>Letters for shapes: U users, P tokens of the merged pack, P_k those of domain k, t targets, n negatives. Tensors are not known here.
 */
package org.interweave.core.batch;
