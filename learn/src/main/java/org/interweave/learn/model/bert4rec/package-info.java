/**
 * BERT4Rec: Sun et al., BERT4Rec: Sequential Recommendation with Bidirectional Encoder Representations from Transformer, CIKM 2019, arXiv 1904.06690, as MERIT's
 * comparison trains it: on the merged sequence of all domains or on one domain alone.
 *
 * <p>Entry point: {@link org.interweave.learn.model.bert4rec.Bert4Rec}. Batches are {@link org.interweave.core.batch.ClozeBatch}.
 */
package org.interweave.learn.model.bert4rec;
