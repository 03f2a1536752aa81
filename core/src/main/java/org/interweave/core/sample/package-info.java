/** Named random streams, negatives and evaluation candidates. */
package org.interweave.core.sample;
