package org.interweave.learn.model.dream;

import java.util.Optional;
import org.interweave.core.batch.NextItemBatch;
import org.interweave.core.batch.SequenceBatch;

/**
 * A training batch.
 *
 * @param views what the contrastive loss looks at besides the inputs; none where it has no weight
 */
record DreamBatch(NextItemBatch next, Optional<Views> views) {
    /**
     * @param sequences an augmented copy of each user's input, then a partner sequence for each, then fillers
     * @param rows of the merged pack of the inputs, each user's newest token [n]
     * @param labels each user's last training target, which all three sequences of the user lead to [n]
     */
    record Views(SequenceBatch sequences, int[] rows, int[] labels) {}
}
