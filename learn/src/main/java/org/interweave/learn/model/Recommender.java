package org.interweave.learn.model;

import org.bytedeco.pytorch.Tensor;
import org.interweave.core.batch.QueryBatch;
import org.interweave.core.sample.Seeds;
import org.interweave.core.split.TrainingData;
import org.interweave.learn.nn.Items;
import org.interweave.learn.torch.Parameters;

/** A model that ranks the items of a domain by the dot product of a user's state with the items' vectors. */
public interface Recommender {
    Parameters parameters();

    /** What it is trained to do on the data it was made for; the seeds fix everything random about the batches. */
    Objective<?> objective(TrainingData data, Seeds seeds);

    /** Whether it ranks items of the domain; a model of one target domain ranks no others. */
    default boolean ranks(int domain) {
        return true;
    }

    /** Works out what answers need and no user changes. Called after weights have changed and before queries are asked; not inside a step. */
    default void prepare() {}

    /** What each user's history asks for in one domain, without dropout. Inside a step. @shape → [U, d] */
    Tensor queries(QueryBatch batch, int domain);

    /** The items of a domain in the order of their ids. Inside a step. @shape vectors [items of the domain, d] */
    Items items(int domain);
}
