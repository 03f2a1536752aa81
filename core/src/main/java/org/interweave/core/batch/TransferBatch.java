package org.interweave.core.batch;

/**
 * A training batch of a model that transfers into one target domain.
 *
 * @param sequences what it reads; a large batch ends with users who are nobody, so that row counts repeat
 * @param targets for each target token the user's next target item; their rows are rows of the target pack
 */
public record TransferBatch(PairedSequences sequences, Targets targets) {
    /** Input tokens of both packs. */
    public int tokens() {
        return sequences.target().items().length + sequences.source().items().length;
    }
}
