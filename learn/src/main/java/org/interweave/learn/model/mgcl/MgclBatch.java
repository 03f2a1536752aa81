package org.interweave.learn.model.mgcl;

import org.interweave.core.batch.TransferBatch;

/**
 * A training batch.
 *
 * @param users target tokens that know of a source item
 * @param targets all target tokens
 * @param sources all source tokens; in all three fillers are left out
 */
record MgclBatch(TransferBatch transfer, Contrast.Pairs users, Contrast.Pairs targets, Contrast.Pairs sources) {}
