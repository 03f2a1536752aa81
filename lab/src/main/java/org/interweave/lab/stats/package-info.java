/** What repeated runs and paired users can say about a difference: means with their spread, a paired t-test, a paired bootstrap and Holm's correction. */
package org.interweave.lab.stats;
