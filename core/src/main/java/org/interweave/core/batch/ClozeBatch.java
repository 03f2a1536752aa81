package org.interweave.core.batch;

/**
 * A training batch of models that guess hidden items.
 *
 * @param sequences items, and MASK where an item is hidden
 * @param targets the hidden items; rows are those of the pack of MASKs
 */
public record ClozeBatch(SequenceBatch sequences, Targets targets) {}
