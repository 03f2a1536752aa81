/** Ranks and the metrics made of them. */
package org.interweave.core.metric;
