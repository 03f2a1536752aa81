/**
 * Prepared datasets: item ids by domain, user sequences, raw ids, and the manifest that says what must be there.
 *
 * <p>Read with {@link org.interweave.core.data.Dataset#open}, written with {@link org.interweave.core.data.DatasetWriter}. How raw logs become a dataset is {@code
 * core.prep}'s part.
 */
package org.interweave.core.data;
