package org.interweave.learn.model;

import org.bytedeco.pytorch.Tensor;
import org.interweave.core.batch.NextItemBatch;
import org.interweave.core.batch.QueryBatch;
import org.interweave.learn.torch.Parameters;

/** A model that trains on next items and ranks items by the dot product of a user's state with the item vectors. */
public interface Recommender {
    Parameters parameters();

    /** The training loss of a batch with dropout, whose masks the seed fixes. Inside a step. */
    Loss loss(NextItemBatch batch, long dropoutSeed);

    /** What each user's history asks for in one domain, without dropout. Inside a step. @shape → [U, d] */
    Tensor queries(QueryBatch batch, int domain);

    /** @shape [V + 1, d], row = item id */
    Tensor itemTable();
}
