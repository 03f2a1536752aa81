package org.interweave.learn.nn;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;
import org.bytedeco.pytorch.Tensor;
import org.interweave.learn.torch.Parameters;
import org.interweave.learn.torch.Torch;

/**
 * Multi-head attention between packs: projections with bias, scale 1/sqrt(d/h), no dropout on weights.
 *
 * @paper §4.3, Eq. 1-2 and 10-11
 */
public final class PackedAttention {
    private final int width;
    private final int heads;
    private final Tensor inWeight;
    private final Tensor inBias;
    private final Tensor outWeight;
    private final Tensor outBias;

    public PackedAttention(Parameters.Scope scope, int width, int heads) {
        this.width = width;
        this.heads = heads;
        this.inWeight = scope.xavierUniform("in_proj_weight", 3L * width, width);
        this.inBias = scope.constant("in_proj_bias", 0, 3L * width);
        this.outWeight = scope.normal("out_proj_weight", 0.02, width, width);
        this.outBias = scope.constant("out_proj_bias", 0, width);
    }

    /**
     * What each query token reads from the keys it sees.
     *
     * @shape queries [P_q, d], keys [P_1, d], [P_2, d], ... → [P_q, d]
     */
    public Packed forward(Packed queries, List<Packed> keys, AttentionPlan plan) {
        List<AttentionPlan.Group> groups = plan.groups();
        if (groups.isEmpty()) {
            return queries;
        }
        if (FoldedAttention.suits(plan)) {
            Tensor read = new FoldedAttention(width, heads, inWeight, inBias).forward(queries.values(), keys, plan);
            return queries.with(Torch.linear(read, outWeight, outBias));
        }
        Tensor q = Torch.linear(
                queries.values(), Torch.span(inWeight, 0, width), Torch.span(inBias, 0, width)); // [P_q, d]
        Tensor kv = keysAndValues(keys, plan.vacantSlots()); // [P_keys + 1, 2d]
        // One gather for all groups, so that its gradient is one scatter.
        List<Tensor> queryCells = cells(q, plan.queryRows(), groups, AttentionPlan.Group::queryCells);
        List<Tensor> keyCells = cells(kv, plan.keyRows(), groups, AttentionPlan.Group::keyCells);
        List<Tensor> outputs = new ArrayList<>();
        for (int g = 0; g < groups.size(); g++) {
            outputs.add(attend(queryCells.get(g), keyCells.get(g), groups.get(g)));
        }
        Tensor read = Torch.rows(Torch.cat(outputs), Torch.longs(plan.outputRows())); // [P_q, d]
        return queries.with(Torch.linear(read, outWeight, outBias));
    }

    /** The rows of every group's cells, gathered at once, a part per group. */
    static List<Tensor> cells(
            Tensor values, int[] rows, List<AttentionPlan.Group> groups, ToLongFunction<AttentionPlan.Group> size) {
        return Torch.parts(
                Torch.rows(values, Torch.longs(rows)),
                groups.stream().mapToLong(size).toArray());
    }

    /** The last row is what vacant slots hold: the projections of a zero vector. Where they are hidden it is zero itself. */
    private Tensor keysAndValues(List<Packed> keys, VacantSlots vacantSlots) {
        List<Tensor> inputs = new ArrayList<>();
        keys.forEach(pack -> inputs.add(pack.values()));
        Tensor weight = Torch.span(inWeight, width, 2L * width);
        Tensor bias = Torch.span(inBias, width, 2L * width);
        if (vacantSlots == VacantSlots.HIDDEN) {
            return Torch.cat(List.of(Torch.linear(Torch.cat(inputs), weight, bias), Torch.zeros(1, 2L * width)));
        }
        inputs.add(Torch.zeros(1, width));
        return Torch.linear(Torch.cat(inputs), weight, bias);
    }

    private Tensor attend(Tensor queryCells, Tensor keyCells, AttentionPlan.Group group) {
        long g = group.users();
        long m = group.queryColumns();
        long n = group.keyColumns();
        long perHead = width / heads;
        Tensor queries = queryCells.view(g, m, heads, perHead).transpose(1, 2); // [g, h, m, D]
        List<Tensor> keysAndValues =
                Torch.slices(keyCells.view(g, n, 2, heads, perHead).permute(2, 0, 3, 1, 4)); // 2 x [g, h, n, D]
        Tensor bias = Torch.floats(group.bias(), g, 1, m, n);
        return Torch.attention(queries, keysAndValues.get(0), keysAndValues.get(1), bias) // [g, h, m, D]
                .transpose(1, 2)
                .reshape(g * m, width); // [g m, d]
    }
}
