/**
 * Data preparation on DuckDB, embedded: {@link org.interweave.prep.DuckPreparation} is the entry point. What the steps mean is core's business; here is only
 * how one engine reads files, keeps a step and reports trouble.
 */
package org.interweave.prep;
