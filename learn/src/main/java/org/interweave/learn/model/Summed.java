package org.interweave.learn.model;

import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.interweave.core.batch.QueryBatch;
import org.interweave.core.sample.Seeds;
import org.interweave.core.split.TrainingData;
import org.interweave.learn.nn.Items;
import org.interweave.learn.torch.Parameters;

/** A model whose queries are sums of states, each of which ranks items by itself too. */
public interface Summed extends Recommender {
    /** What the summands are called. Empty if this variant has only one. */
    List<String> summands();

    /** One of them. Inside a step. @shape → [U, d] */
    Tensor summand(QueryBatch batch, int domain, int index);

    /** The same weights, ranking with one summand alone. It only answers. */
    default Recommender only(int index) {
        Summed whole = this;
        return new Recommender() {
            @Override
            public Tensor queries(QueryBatch batch, int domain) {
                return whole.summand(batch, domain, index);
            }

            @Override
            public Parameters parameters() {
                return whole.parameters();
            }

            @Override
            public Objective<?> objective(TrainingData data, Seeds seeds) {
                throw new UnsupportedOperationException("a summand is not trained by itself");
            }

            @Override
            public boolean ranks(int domain) {
                return whole.ranks(domain);
            }

            @Override
            public Items items(int domain) {
                return whole.items(domain);
            }
        };
    }
}
