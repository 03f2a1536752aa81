/**
 * Raw logs to a dataset directory, whichever SQL engine does the work.
 *
 * <p>{@link org.interweave.core.prep.Preparation} is the entry point: {@link org.interweave.core.prep.Recognizer} tells what each file holds,
 * {@link org.interweave.core.prep.Pipeline} runs the steps of {@code prepare.sql} on a {@link org.interweave.core.prep.SqlRunner}, and
 * {@link org.interweave.core.prep.FirstDefect} names the line to blame when something fails. No engine is named here.
 */
package org.interweave.core.prep;
