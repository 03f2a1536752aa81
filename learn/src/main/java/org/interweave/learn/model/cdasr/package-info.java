/**
 * CD-ASR: Alharbi and Caragea, Cross-domain Attentive Sequential Recommendations based on General and Current User Preferences, WI-IAT 2021, doi 10.1145/3486622.3493949,
 * reconstructed from its abstract: the paper's text and code were not at hand. {@code docs/fidelity.md} lists what was decided.
 *
 * <p>Entry point: {@link org.interweave.learn.model.cdasr.CdAsr}.
 */
package org.interweave.learn.model.cdasr;
