/** What is kept of runs for good: one record per run with the rank of every test user's target. Tables, figures and tests are worked out from records alone. */
package org.interweave.lab.record;
