/**
 * Ranks and the metrics made of them: {@link org.interweave.core.metric.Evaluator} asks any {@link org.interweave.core.metric.Scorer} and counts equal scores as
 * their expectation under random order.
 *
 * <p>Which lists are ranked is {@code core.sample}'s part.
 */
package org.interweave.core.metric;
