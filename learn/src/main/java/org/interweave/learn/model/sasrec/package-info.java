/**
 * SASRec: Kang and McAuley, Self-Attentive Sequential Recommendation, ICDM 2018, doi 10.1109/ICDM.2018.00035, as MERIT's comparison trains it: with a sampled softmax, on
 * the merged sequence of all domains or on one domain alone.
 *
 * <p>Entry point: {@link org.interweave.learn.model.sasrec.Sasrec}. The encoder is {@link org.interweave.learn.nn.CausalEncoder}.
 */
package org.interweave.learn.model.sasrec;
