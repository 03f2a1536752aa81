/** Prepared datasets: item ids, user sequences, the manifest that says what must be there. */
package org.interweave.core.data;
