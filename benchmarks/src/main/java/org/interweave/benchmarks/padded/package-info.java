/**
 * MERIT as its authors' code computes it: every branch padded to the window, a causal mask for every attention, negatives gathered into one tensor, autograd for everything.
 *
 * <p>The same equations as {@code learn.model.merit}, with nothing of it but the weights: what the production path is timed against, and what its loss and gradients are checked against. Entry point:
 * {@link org.interweave.benchmarks.padded.PaddedMerit}.
 *
 * <p>Letters for shapes as in docs/architecture.md, and B users of a batch, n negatives.
 */
package org.interweave.benchmarks.padded;
