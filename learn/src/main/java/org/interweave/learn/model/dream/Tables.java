package org.interweave.learn.model.dream;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.interweave.core.batch.Branch;
import org.interweave.core.batch.SequenceBatch;
import org.interweave.core.data.Catalog;
import org.interweave.core.data.Domain;
import org.interweave.learn.nn.Dropout;
import org.interweave.learn.nn.Packed;
import org.interweave.learn.nn.SequenceEmbedding;
import org.interweave.learn.torch.Parameters;
import org.interweave.learn.torch.Torch;

/** Which table a domain's stream reads its items from. Scores always use the merged stream's. */
public enum Tables {
    /** The merged stream's. */
    SHARED {
        @Override
        Streams build(Parameters.Scope scope, Catalog catalog, int width, SequenceEmbedding merged) {
            return merged::forward;
        }
    },
    /** Its own. */
    SEPARATE {
        @Override
        Streams build(Parameters.Scope scope, Catalog catalog, int width, SequenceEmbedding merged) {
            List<Tensor> own = new ArrayList<>(); // per domain [items + 1, d], row 0 unused
            for (int k = 0; k < catalog.domainCount(); k++) {
                own.add(scope.truncatedNormal(
                        "item_embedding." + k, 0.02, catalog.domain(k).size() + 1L, width));
            }
            return (batch, dropout) -> {
                List<Packed> x = new ArrayList<>(List.of(merged.mixed(batch, dropout)));
                for (int k = 0; k < own.size(); k++) {
                    Branch branch = batch.domains().get(k);
                    Tensor vectors = Torch.rows(own.get(k), Torch.longs(places(batch, branch, catalog.domain(k))));
                    x.add(merged.positioned(vectors, branch, dropout));
                }
                return x;
            };
        }
    };

    /** Item plus position vectors of every stream, the merged one first. */
    interface Streams {
        List<Packed> forward(SequenceBatch batch, Dropout dropout);
    }

    abstract Streams build(Parameters.Scope scope, Catalog catalog, int width, SequenceEmbedding merged);

    private static int[] places(SequenceBatch batch, Branch branch, Domain domain) {
        int[] items = new int[branch.rows().length];
        for (int i = 0; i < items.length; i++) {
            items[i] = batch.items()[branch.rows()[i]];
        }
        return domain.placesOf(items);
    }
}
