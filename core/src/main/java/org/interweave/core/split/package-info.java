/**
 * Which interactions of a user train, validate and test: {@link org.interweave.core.split.LeaveOneOut}.
 *
 * <p>Everything that must not see held-out items asks here and nowhere else.
 */
package org.interweave.core.split;
