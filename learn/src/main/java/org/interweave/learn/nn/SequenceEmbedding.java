package org.interweave.learn.nn;

import java.util.ArrayList;
import java.util.Arrays;
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
    private final double itemScale;

    public SequenceEmbedding(Parameters.Scope scope, int catalogSize, int window, int width) {
        this(scope, catalogSize, window, width, 1, TableInit.TRUNCATED_NORMAL);
    }

    public SequenceEmbedding(Parameters.Scope scope, int catalogSize, int window, int width, TableInit init) {
        this(scope, catalogSize, window, width, 1, init);
    }

    /** @param itemScale what items' vectors are multiplied with where a sequence is read; what scores are made with stays as it is */
    public SequenceEmbedding(Parameters.Scope scope, int catalogSize, int window, int width, double itemScale) {
        this(scope, catalogSize, window, width, itemScale, TableInit.TRUNCATED_NORMAL);
    }

    private SequenceEmbedding(
            Parameters.Scope scope, int catalogSize, int window, int width, double itemScale, TableInit init) {
        this.itemScale = itemScale;
        items = init.table(scope, "item_embedding", catalogSize + 1L, width);
        positions = init.table(scope, "position_embedding", window + 1L, width);
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
        Tensor vectors = vectors(batch.items()); // [P, d]
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
        return positioned(vectors(batch.items()), batch.mixed(), dropout);
    }

    /** What a sequence reads of these items, without positions. @shape → [n, d] */
    public Tensor vectors(int[] ids) {
        Tensor vectors = Torch.rows(items, Torch.longs(ids));
        return itemScale == 1 ? vectors : Torch.scale(vectors, itemScale);
    }

    /** The same of several packs' items, looked up at once: the table gets one gradient instead of one of each. @shape → [n, d] each */
    public List<Tensor> vectors(List<int[]> packs) {
        int[] ids = packs.stream().flatMapToInt(Arrays::stream).toArray();
        return Torch.parts(
                vectors(ids), packs.stream().mapToLong(pack -> pack.length).toArray());
    }

    /** The positions of a branch's tokens. @shape → [P_k, d] */
    public Tensor positions(Branch branch) {
        return Torch.rows(positions, Torch.longs(branch.positions()));
    }

    /** The vectors of a branch's tokens plus those of their positions. @shape [n, d] → [n, d] */
    public Packed positioned(Tensor vectors, Branch branch, Dropout dropout) {
        return new Packed(dropout.apply(vectors.add(positions(branch))), branch.layout());
    }
}
