package org.interweave.learn.nn;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.interweave.learn.torch.Attention;
import org.interweave.learn.torch.Parameters;
import org.interweave.learn.torch.Torch;

/**
 * Attention with one learned matrix between query and key, also called general or multiplicative: softmax over j of h_i Wa v_j, and the keys v_j are the values too. One
 * head, neither scale nor bias.
 *
 * @paper Luong et al., Effective Approaches to Attention-based Neural Machine Translation, EMNLP 2015, §3.1
 */
public final class BilinearAttention {
    private final int width;
    private final Tensor w;

    public BilinearAttention(Parameters.Scope scope, int width) {
        this.width = width;
        this.w = scope.normal("w", 0.02, width, width);
    }

    /**
     * What each query token reads from the keys it sees; zero from none.
     *
     * @param plan in which vacant slots are hidden
     * @shape queries [P_q, d], keys [P_k, d] → [P_q, d]
     */
    public Packed forward(Packed queries, Packed keys, AttentionPlan plan) {
        List<AttentionPlan.Group> groups = plan.groups();
        if (groups.isEmpty()) {
            return queries;
        }
        // The kernel divides by the square root of the width.
        Tensor q = Torch.scale(Torch.times(queries.values(), w), Math.sqrt(width)); // [P_q, d]
        Tensor v = Torch.cat(List.of(keys.values(), Torch.zeros(1, width))); // [P_k + 1, d]
        List<Tensor> queryCells = PackedAttention.cells(q, plan.queryRows(), groups, AttentionPlan.Group::queryCells);
        List<Tensor> keyCells = PackedAttention.cells(v, plan.keyRows(), groups, AttentionPlan.Group::keyCells);
        List<Tensor> read = new ArrayList<>();
        for (int i = 0; i < groups.size(); i++) {
            read.add(attend(queryCells.get(i), keyCells.get(i), groups.get(i)));
        }
        return queries.with(Torch.rows(Torch.cat(read), Torch.longs(plan.outputRows())));
    }

    /** @shape [g m, d], [g n, d] → [g m, d] */
    private Tensor attend(Tensor queryCells, Tensor keyCells, AttentionPlan.Group group) {
        long g = group.users();
        long m = group.queryColumns();
        long n = group.keyColumns();
        Tensor tokens = keyCells.view(g, 1, n, width);
        Tensor bias = Torch.floats(group.bias(), g, 1, m, n);
        return Attention.fused(queryCells.view(g, 1, m, width), tokens, tokens, bias)
                .reshape(g * m, width);
    }
}
