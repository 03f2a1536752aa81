package org.interweave.core.batch;

/** How the merged branch's loss is averaged over a user's tokens. */
public enum MixedLoss {
    /** Over all tokens with a target: the paper's Eq. 14. */
    PER_TOKEN,
    /** Over those whose target lies in a domain, then summed over domains: the published code. */
    PER_DOMAIN
}
