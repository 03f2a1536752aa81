package org.interweave.core.batch;

import java.util.List;

/** A training batch of next-item models: inputs, the merged sequence's targets, and, where the task has them, those of every domain. */
public record NextItemBatch(SequenceBatch sequences, Targets mixed, List<Targets> domains) {}
