/** Host batches: users end to end with offsets, as plain arrays. */
package org.interweave.core.batch;
