/**
 * Training and what it leaves behind: the typed configuration of a run, the one training loop with its schedule, checkpoint and journal, and the run directory.
 *
 * <p>Start at {@link org.interweave.learn.train.Trainer} to train and at {@link org.interweave.learn.train.TrainedRun} to use what was trained. Nothing here knows a particular
 * model.
 */
package org.interweave.learn.train;
