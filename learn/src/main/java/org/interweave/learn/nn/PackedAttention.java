package org.interweave.learn.nn;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;
import org.bytedeco.pytorch.Tensor;
import org.interweave.learn.torch.Attention;
import org.interweave.learn.torch.Parameters;
import org.interweave.learn.torch.Torch;

/**
 * Multi-head attention between packs: projections with bias, scale 1/sqrt(d/h).
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

    int width() {
        return width;
    }

    int heads() {
        return heads;
    }

    /** Queries' rows first, then keys', then values'. @shape [3d, d] */
    Tensor inWeight() {
        return inWeight;
    }

    /** @shape [3d] */
    Tensor inBias() {
        return inBias;
    }

    /** @shape [d, d] */
    Tensor outWeight() {
        return outWeight;
    }

    /** @shape [d] */
    Tensor outBias() {
        return outBias;
    }

    /**
     * What each query token reads from the keys it sees.
     *
     * @shape queries [P_q, d], keys [P_1, d], [P_2, d], ... → [P_q, d]
     */
    public Packed forward(Packed queries, List<Packed> keys, AttentionPlan plan) {
        return forward(queries, keys, plan, Dropout.off());
    }

    /** The same with dropout on the softmax weights. */
    public Packed forward(Packed queries, List<Packed> keys, AttentionPlan plan, Dropout onWeights) {
        List<AttentionPlan.Group> groups = plan.groups();
        if (groups.isEmpty()) {
            return queries;
        }
        if (onWeights == Dropout.off() && FoldedAttention.suits(plan)) {
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
            outputs.add(attend(queryCells.get(g), keyCells.get(g), groups.get(g), onWeights));
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

    private Tensor attend(Tensor queryCells, Tensor keyCells, AttentionPlan.Group group, Dropout onWeights) {
        long g = group.users();
        long m = group.queryColumns();
        long n = group.keyColumns();
        long perHead = width / heads;
        Tensor queries = queryCells.view(g, m, heads, perHead).transpose(1, 2); // [g, h, m, D]
        List<Tensor> keysAndValues =
                Torch.slices(keyCells.view(g, n, 2, heads, perHead).permute(2, 0, 3, 1, 4)); // 2 x [g, h, n, D]
        Tensor bias = Torch.floats(group.bias(), g, 1, m, n);
        Tensor read = onWeights == Dropout.off()
                ? Attention.fused(queries, keysAndValues.get(0), keysAndValues.get(1), bias) // [g, h, m, D]
                : Attention.plain(
                        queries, keysAndValues.get(0), keysAndValues.get(1), bias, w -> drop(w, group, onWeights));
        return read.transpose(1, 2).reshape(g * m, width); // [g m, d]
    }

    /** Each of the n vacant keys that the last column stands for is kept or dropped by itself: of its weight a binomial share is left. @shape [g, h, m, n] → the same */
    private Tensor drop(Tensor weights, AttentionPlan.Group group, Dropout dropout) {
        Tensor mask = dropout.mask(weights.shape());
        int columns = group.keyColumns();
        float[] kept = new float[group.queryCells() * heads];
        for (int user = 0, i = 0; user < group.users(); user++) {
            for (int head = 0; head < heads; head++) {
                for (int q = 0; q < group.queryColumns(); q++, i++) {
                    float logarithm = group.bias()[((user * group.queryColumns() + q) + 1) * columns - 1];
                    kept[i] = dropout.keptOf((int) Math.round(Math.exp(logarithm)), i);
                }
            }
        }
        mask.narrow(3, columns - 1L, 1).copy_(Torch.floats(kept, weights.size(0), heads, weights.size(2), 1));
        return weights.mul(mask);
    }
}
