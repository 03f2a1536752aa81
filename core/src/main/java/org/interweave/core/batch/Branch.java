package org.interweave.core.batch;

/**
 * The merged sequence, or the tokens of one domain, which keep their slots in the merged sequence.
 *
 * @param rows rows of the merged pack [P_k]; for the merged sequence itself 0, 1, 2, ...
 * @param positions how many tokens of this branch lie at or after this one, newest = 1 [P_k]
 */
public record Branch(Layout layout, int[] rows, int[] positions) {
    public Branch {
        if (rows.length != layout.tokens() || positions.length != layout.tokens()) {
            throw new IllegalArgumentException("a branch of " + layout.tokens() + " tokens has " + rows.length
                    + " rows and " + positions.length + " positions");
        }
    }
}
