package org.interweave.learn.model;

import java.util.List;
import org.interweave.core.batch.QueryBatch;

/** A model whose branches send each other mixtures of a shared and an own expert, in proportions that can be looked at. */
public interface Gated {
    /** M, then the domains: the order of sources and destinations. Empty if this variant has no gates. */
    List<String> branches();

    /** The shared expert's weight for every input token of a source, per source and destination. Inside a step. */
    List<List<float[]>> sharedWeights(QueryBatch batch);
}
