/**
 * Measures what a training step costs, how that grows, and what a trained run's answers cost, and renders the tables of benchmarks/README.md from the records of such
 * measurements.
 *
 * <p>Entry point: {@link org.interweave.benchmarks.Main}. Nothing depends on this module.
 */
package org.interweave.benchmarks;
