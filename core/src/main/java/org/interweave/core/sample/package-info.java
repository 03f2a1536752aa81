/**
 * Whatever is random: named streams from one seed ({@link org.interweave.core.sample.Seeds}), training negatives, and the candidate lists of an evaluation.
 *
 * <p>No result depends on the order of calls or on threads.
 */
package org.interweave.core.sample;
