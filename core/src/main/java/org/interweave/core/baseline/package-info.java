/** Recommenders without learning, the floor of every comparison. */
package org.interweave.core.baseline;
