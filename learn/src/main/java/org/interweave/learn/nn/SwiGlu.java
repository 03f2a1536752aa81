package org.interweave.learn.nn;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.interweave.learn.torch.Parameters;
import org.interweave.learn.torch.Torch;

/**
 * Experts that read the same input: expert(x) = (SiLU(x W1) * (x W2)) W3, without bias. All their input matrices are one product, in the order W1 of every
 * expert, then W2 of every expert.
 *
 * @shape [n, d] → one [n, d] per expert
 * @paper §4.3, Eq. 3
 */
public final class SwiGlu {
    private final int experts;
    private final int inner;
    private final Tensor w12;
    private final Tensor w3;

    /** 8/3 of the width, rounded down to a multiple of 8: as many weights as two layers of four times the width have. */
    public static int usualInner(int width) {
        return Math.max(8, 8 * width / 3 / 8 * 8);
    }

    /** @param names one per expert: where its w1, w2 and w3 appear among the parameters */
    public SwiGlu(Parameters.Scope scope, List<String> names, int width, int inner) {
        this.experts = names.size();
        this.inner = inner;
        long all = (long) experts * inner;
        w12 = scope.shared(names.get(0) + ".w12", 0.02, width, 2 * all);
        w3 = scope.shared(names.get(0) + ".w3", 0.02, all, width);
        for (int e = 0; e < experts; e++) {
            Parameters.Scope expert = scope.child(names.get(e));
            long first = (long) e * inner;
            expert.slice("w1", w12, 1, first, inner);
            expert.slice("w2", w12, 1, all + first, inner);
            expert.slice("w3", w3, 0, first, inner);
        }
    }

    int experts() {
        return experts;
    }

    /** f. */
    int inner() {
        return inner;
    }

    /** Every expert's W1, then every expert's W2. @shape [d, 2 experts f] */
    Tensor up() {
        return w12;
    }

    /** Every expert's W3. @shape [experts f, d] */
    Tensor down() {
        return w3;
    }

    /** The output of one expert, by its place among the names. @shape → [n, d] */
    public Tensor forward(Tensor x, int expert) {
        long first = (long) expert * inner;
        Tensor input = Torch.narrow(x);
        Tensor gate = times(input, Torch.columns(w12, first, inner));
        Tensor value = times(input, Torch.columns(w12, (long) experts * inner + first, inner));
        return Torch.wide(times(Torch.swiGlu(gate, value), Torch.span(w3, first, inner)));
    }

    private static Tensor times(Tensor x, Tensor weight) {
        return Torch.narrow(x).mm(Torch.narrow(weight));
    }

    /** The outputs in the order of the names. */
    public List<Tensor> forward(Tensor x) {
        List<Tensor> both = Torch.parts(Torch.narrow(x).mm(Torch.narrow(w12)), (long) experts * inner, 1);
        List<Tensor> hidden = Torch.parts(Torch.swiGlu(both.get(0), both.get(1)), inner, 1); // experts x [n, f]
        List<Tensor> down = Torch.parts(Torch.narrow(w3), inner, 0); // experts x [f, d]
        List<Tensor> outputs = new ArrayList<>();
        for (int e = 0; e < experts; e++) {
            outputs.add(Torch.wide(hidden.get(e).mm(down.get(e)))); // [n, d]
        }
        return outputs;
    }
}
