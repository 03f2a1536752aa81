package org.interweave.learn.nn;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.interweave.learn.torch.Attention;
import org.interweave.learn.torch.Torch;

/**
 * Attention with one query per user, as scoring needs it, without making a key or a value of any token: q.(Wk x + bk) = (q Wk).x + q.bk, where the last term is the
 * same for all keys of a query and drops out of the softmax, and the weights of a query add up to 1, so that sum a (Wv x + bv) = Wv (sum a x) + bv.
 *
 * <p>Vacant slots hold the zero vector, which is what their key and value, the biases, are made of.
 *
 * @param inWeight [3d, d], queries' rows first, then keys', then values'
 */
record FoldedAttention(int width, int heads, Tensor inWeight, Tensor inBias) {
    static boolean suits(AttentionPlan plan) {
        return plan.vacantSlots() == VacantSlots.VISIBLE
                && plan.groups().stream().allMatch(group -> group.queryColumns() == 1);
    }

    /** @shape queries [U, d], keys [P_1, d], ... → [U, d] before the output projection */
    Tensor forward(Tensor queries, List<Packed> keys, AttentionPlan plan) {
        List<AttentionPlan.Group> groups = plan.groups();
        Tensor q = Torch.linear(queries, part(inWeight, 0, width), part(inBias, 0, width)); // [U, d]
        List<Tensor> queryCells =
                PackedAttention.cells(perToken(q), plan.queryRows(), groups, AttentionPlan.Group::queryCells);
        List<Tensor> inputs = new ArrayList<>();
        keys.forEach(pack -> inputs.add(pack.values()));
        inputs.add(Torch.zeros(1, width));
        List<Tensor> keyCells =
                PackedAttention.cells(Torch.cat(inputs), plan.keyRows(), groups, AttentionPlan.Group::keyCells);
        List<Tensor> read = new ArrayList<>();
        for (int g = 0; g < groups.size(); g++) {
            read.add(attend(queryCells.get(g), keyCells.get(g), groups.get(g)));
        }
        return values(Torch.rows(Torch.cat(read), Torch.longs(plan.outputRows())));
    }

    /** What each head compares tokens with: its part of the query times its rows of Wk. @shape [U, d] → [U, h d] */
    private Tensor perToken(Tensor q) {
        long perHead = width / heads;
        List<Tensor> compared = new ArrayList<>();
        for (int h = 0; h < heads; h++) {
            Tensor own = Torch.columns(q, h * perHead, perHead); // [U, D]
            compared.add(Torch.times(own, part(inWeight, width + h * perHead, perHead))); // [U, d]
        }
        // Attention over whole tokens divides by sqrt(d) instead of sqrt(D).
        return Torch.scale(Torch.beside(compared), Math.sqrt(heads));
    }

    /** The heads are as many queries of one head as wide as a token. @shape [g, h d], [g n, d] → [g, h d] */
    private Tensor attend(Tensor queryCells, Tensor keyCells, AttentionPlan.Group group) {
        long g = group.users();
        long n = group.keyColumns();
        Tensor queries = queryCells.view(g, 1, heads, width);
        Tensor tokens = keyCells.view(g, 1, n, width);
        Tensor bias = Torch.floats(group.bias(), g, 1, 1, n).expand(g, 1, heads, n);
        return Attention.fused(queries, tokens, tokens, bias).reshape(g, (long) heads * width);
    }

    /** Each head's rows of Wv, applied to the mean token it read. @shape [U, h d] → [U, d] */
    private Tensor values(Tensor read) {
        long perHead = width / heads;
        List<Tensor> values = new ArrayList<>();
        for (int h = 0; h < heads; h++) {
            long first = 2L * width + h * perHead;
            Tensor mean = Torch.columns(read, (long) h * width, width); // [U, d]
            values.add(Torch.linear(mean, part(inWeight, first, perHead), part(inBias, first, perHead))); // [U, D]
        }
        return Torch.beside(values);
    }

    private static Tensor part(Tensor rows, long first, long count) {
        return Torch.span(rows, first, count);
    }
}
