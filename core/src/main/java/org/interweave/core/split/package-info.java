/** Which interactions of a user train, validate and test. */
package org.interweave.core.split;
