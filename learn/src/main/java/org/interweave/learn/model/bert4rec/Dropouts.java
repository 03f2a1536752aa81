package org.interweave.learn.model.bert4rec;

import org.interweave.core.sample.Seeds;
import org.interweave.learn.nn.Dropout;

/**
 * What is dropped in a pass.
 *
 * @param hidden of token vectors
 * @param weights of attention
 */
record Dropouts(Dropout hidden, Dropout weights) {
    /** Nothing: inference. */
    static final Dropouts OFF = new Dropouts(Dropout.off(), Dropout.off());

    /** For one pass of training; the two kinds of masks have nothing to do with each other. */
    static Dropouts seeded(Bert4Rec.Config config, long seed) {
        return new Dropouts(
                Dropout.seeded(config.dropout(), seed),
                Dropout.seeded(config.attentionDropout(), new Seeds(seed).derive("attention")));
    }
}
