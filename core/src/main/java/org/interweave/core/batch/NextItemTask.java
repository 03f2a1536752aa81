package org.interweave.core.batch;

/**
 * What a next-item model is asked to predict.
 *
 * @param negatives n, drawn per position from each domain that it has negatives of
 * @param mixedNegatives which domains a mixed target has negatives of
 * @param mixedLoss how the loss of the merged sequence is averaged
 * @param domainTargets whether every domain's tokens also have a target of their own domain
 */
public record NextItemTask(int negatives, MixedNegatives mixedNegatives, MixedLoss mixedLoss, boolean domainTargets) {

    /** Which domains a mixed target has negatives of. */
    public enum MixedNegatives {
        /** n of each domain in turn. */
        EVERY_DOMAIN,
        /** n of the target's own. */
        OWN_DOMAIN
    }
}
