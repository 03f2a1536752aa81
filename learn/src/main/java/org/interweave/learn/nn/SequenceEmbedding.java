package org.interweave.learn.nn;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.interweave.core.batch.Branch;
import org.interweave.core.batch.SequenceBatch;
import org.interweave.core.data.Domain;
import org.interweave.learn.torch.Parameters;
import org.interweave.learn.torch.Torch;

/**
 * Item plus position vectors; positions count back from the newest token of the branch, so "just bought" is always 1.
 *
 * @paper §4.2
 */
public final class SequenceEmbedding {
    private final Tensor items;
    private final Tensor positions;

    public SequenceEmbedding(Parameters.Scope scope, int catalogSize, int window, int width) {
        items = scope.truncatedNormal("item_embedding", 0.02, catalogSize + 1L, width);
        positions = scope.truncatedNormal("position_embedding", 0.02, window + 1L, width);
    }

    /** @shape [V + 1, d], row 0 unused */
    public Tensor items() {
        return items;
    }

    /** Those of one domain, in the order of their ids. */
    public Items items(Domain domain) {
        return Items.of(Torch.span(items, domain.firstItem(), domain.size()));
    }

    /** One pack per branch, the mixed one first. @shape → [P, d], then [P_k, d] for each domain */
    public List<Packed> forward(SequenceBatch batch, Dropout dropout) {
        Tensor vectors = Torch.rows(items, Torch.longs(batch.items())); // [P, d]
        List<Packed> branches = new ArrayList<>();
        branches.add(positioned(vectors, batch.mixed(), dropout));
        for (Branch domain : batch.domains()) {
            Tensor own = Torch.rows(vectors, Torch.longs(domain.rows())); // [P_k, d]
            branches.add(positioned(own, domain, dropout));
        }
        return branches;
    }

    /** The mixed branch alone. @shape → [P, d] */
    public Packed mixed(SequenceBatch batch, Dropout dropout) {
        return positioned(Torch.rows(items, Torch.longs(batch.items())), batch.mixed(), dropout);
    }

    private Packed positioned(Tensor vectors, Branch branch, Dropout dropout) {
        Tensor position = Torch.rows(positions, Torch.longs(branch.positions()));
        return new Packed(dropout.apply(vectors.add(position)), branch.layout());
    }
}
