package org.interweave.benchmarks.padded;

import java.util.function.Supplier;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/** The building blocks on padded tensors [B, L, d], by libtorch's own operators. */
final class Layers {
    private static final double EPS = 1e-5;

    private final Weights weights;
    private final int heads;
    private final double dropout;

    Layers(Weights weights, int heads, double dropout) {
        this.weights = weights;
        this.heads = heads;
        this.dropout = dropout;
    }

    /** Frees what only the body knew, as reference counting does when a Python function returns. */
    static Tensor scoped(Supplier<Tensor> body) {
        Tensor result;
        try (PointerScope inner = new PointerScope()) {
            result = body.get();
            result.retainReference();
        }
        PointerScope.getInnerScope().attach(result);
        result.releaseReference();
        return result;
    }

    Tensor dropout(Tensor x) {
        return dropout == 0 ? x : torch.dropout(x, dropout, true);
    }

    Tensor norm(String name, Tensor x) {
        return torch.layer_norm(
                x,
                new long[] {x.size(2)},
                new TensorOptional(weights.get(name + ".weight")),
                new TensorOptional(weights.get(name + ".bias")),
                EPS,
                true);
    }

    /** (SiLU(x W1) * (x W2)) W3. @paper Eq. 3 */
    Tensor expert(String name, Tensor x) {
        return scoped(() -> {
            Tensor gate = torch.silu(torch.matmul(x, weights.get(name + ".w1"))); // [B, L, f]
            Tensor value = torch.matmul(x, weights.get(name + ".w2"));
            return torch.matmul(gate.mul(value), weights.get(name + ".w3")); // [B, L, d]
        });
    }

    /** LN(own + Dropout(MHA(own, keys))). @shape own [B, L, d], keys [B, M, d], mask [L, M] → [B, L, d] @paper Eq. 1-2, 10-11 */
    Tensor attention(String name, Tensor own, Tensor keys, Tensor mask) {
        return scoped(() -> {
            long d = own.size(2);
            Tensor weight = weights.get(name + ".attention.in_proj_weight"); // [3 d, d]
            Tensor bias = weights.get(name + ".attention.in_proj_bias");
            Tensor q = heads(linear(own, weight.narrow(0, 0, d), bias.narrow(0, 0, d)));
            Tensor k = heads(linear(keys, weight.narrow(0, d, d), bias.narrow(0, d, d)));
            Tensor v = heads(linear(keys, weight.narrow(0, 2 * d, d), bias.narrow(0, 2 * d, d)));
            Tensor read = torch.scaled_dot_product_attention(q, k, v, new TensorOptional(mask), 0.0, false, null, false)
                    .transpose(1, 2)
                    .reshape(own.size(0), own.size(1), d); // [B, L, d]
            Tensor out = linear(
                    read,
                    weights.get(name + ".attention.out_proj_weight"),
                    weights.get(name + ".attention.out_proj_bias"));
            return norm(name + ".attention_norm", own.add(dropout(out)));
        });
    }

    private static Tensor linear(Tensor x, Tensor weight, Tensor bias) {
        return torch.linear(x, weight, new TensorOptional(bias));
    }

    /** @shape [B, M, d] → [B, h, M, D] */
    private Tensor heads(Tensor x) {
        return x.view(x.size(0), x.size(1), heads, x.size(2) / heads).transpose(1, 2);
    }

    /** LN_y(S + Dropout(w_0 shared(S) + w_1 expert_y(S))), zero at vacant slots. @paper Eq. 4-6 */
    Tensor transfer(String name, String destination, Tensor s, Tensor shared, Tensor present) {
        return scoped(() -> {
            Tensor gate = weights.get(name + ".gate." + destination); // [2, d]
            Tensor w = torch.softmax(torch.matmul(s, gate.t()), 2, new ScalarTypeOptional()); // [B, L, 2]
            Tensor own = expert(name + ".expert." + destination, s);
            Tensor mixture = shared.mul(w.narrow(2, 0, 1)).add(own.mul(w.narrow(2, 1, 1)));
            return norm(name + ".norm." + destination, s.add(dropout(mixture))).mul(present);
        });
    }

    /** -log softmax of the positive among positive and negatives, one per cell. @shape h [c, d], positives [c], negatives [c n] → [c] @paper Eq. 13 */
    static Tensor infoNce(Tensor h, Tensor table, Tensor positives, Tensor negatives, double temperature) {
        return scoped(() -> {
            long cells = h.size(0);
            long d = h.size(1);
            Tensor positive = torch.embedding(table, positives).mul(h).sum(new long[] {1}, true, none()); // [c, 1]
            Tensor gathered = torch.embedding(table, negatives).view(cells, -1, d); // [c, n, d]
            Tensor negative = torch.bmm(gathered, h.unsqueeze(2)).squeeze(2); // [c, n]
            Tensor logits = torch.cat(new TensorVector(positive, negative), 1)
                    .div(new org.bytedeco.pytorch.Scalar(temperature)); // [c, 1 + n]
            return torch.log_softmax(logits, 1, none()).select(1, 0).neg();
        });
    }

    private static ScalarTypeOptional none() {
        return new ScalarTypeOptional();
    }
}
