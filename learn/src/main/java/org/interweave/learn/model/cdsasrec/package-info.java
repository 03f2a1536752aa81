/**
 * CD-SASRec: Alharbi and Caragea, Cross-Domain Self-Attentive Sequential Recommendations, ICDSA 2021, reconstructed: the paper's text and its authors' code were not at
 * hand. {@code docs/fidelity.md} lists what was decided.
 *
 * <p>Entry point: {@link org.interweave.learn.model.cdsasrec.CdSasrec}.
 */
package org.interweave.learn.model.cdsasrec;
