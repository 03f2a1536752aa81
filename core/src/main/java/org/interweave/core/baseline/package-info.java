/**
 * Recommenders without learning, the floor of every comparison: {@link org.interweave.core.baseline.Popularity} and {@link
 * org.interweave.core.baseline.Cooccurrence}.
 *
 * <p>They count training interactions only, and are asked like every other scorer.
 */
package org.interweave.core.baseline;
