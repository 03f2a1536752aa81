package org.interweave.learn.model;

import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.interweave.core.batch.QueryBatch;
import org.interweave.core.data.Catalog;
import org.interweave.core.data.Domain;
import org.interweave.core.metric.Scorer;
import org.interweave.learn.torch.Step;
import org.interweave.learn.torch.Torch;

/** Scores items with a trained model: the dot product of the user's query with every item of the domain. */
public final class TorchScorer implements Scorer {
    private final Recommender model;
    private final Catalog catalog;
    private final int window;

    public TorchScorer(Recommender model, Catalog catalog, int window) {
        this.model = model;
        this.catalog = catalog;
        this.window = window;
    }

    @Override
    public float[][] scores(int domain, List<int[]> histories, int[][] candidates) {
        float[][] all = scores(domain, histories);
        int first = catalog.domain(domain).firstItem();
        float[][] picked = new float[all.length][];
        for (int u = 0; u < all.length; u++) {
            picked[u] = new float[candidates[u].length];
            for (int c = 0; c < candidates[u].length; c++) {
                picked[u][c] = all[u][candidates[u][c] - first];
            }
        }
        return picked;
    }

    @Override
    public float[][] scores(int domain, List<int[]> histories) {
        Domain items = catalog.domain(domain);
        QueryBatch batch = QueryBatch.of(catalog, window, histories);
        return Step.infer(() -> {
            Tensor queries = model.queries(batch, domain); // [U, d]
            Tensor table = Torch.span(model.itemTable(), items.firstItem(), items.size());
            float[] flat = Torch.array(Torch.timesTransposed(queries, table)); // [U, items of the domain]
            float[][] scores = new float[histories.size()][items.size()];
            for (int u = 0; u < scores.length; u++) {
                System.arraycopy(flat, u * items.size(), scores[u], 0, items.size());
            }
            return scores;
        });
    }
}
