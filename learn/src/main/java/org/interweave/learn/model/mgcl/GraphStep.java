package org.interweave.learn.model.mgcl;

import org.bytedeco.pytorch.Tensor;
import org.interweave.learn.torch.Parameters;
import org.interweave.learn.torch.SparseMatrix;
import org.interweave.learn.torch.Torch;

/**
 * One step of a gated graph network: every token's vector takes up what its neighbours say, as far as two gates let it.
 *
 * @paper Wu et al., Session-based Recommendation with Graph Neural Networks, AAAI 2019, Eq. 1-5
 */
final class GraphStep {
    /** What neighbours say along edges of one direction: A (h W + b) + c. */
    private record Messages(Tensor w, Tensor b, Tensor c) {
        static Messages of(Parameters.Scope scope, int width) {
            return new Messages(
                    scope.normal("w", 0.02, width, width),
                    scope.constant("b", 0, width),
                    scope.constant("c", 0, width));
        }

        Tensor along(SparseMatrix edges, Tensor h) {
            return edges.times(Torch.times(h, w).add_(b)).add(c);
        }

        /** Without any edge. @shape → [1, d] */
        Tensor nothing() {
            return c.view(1, -1);
        }
    }

    private final int width;
    private final Messages in;
    private final Messages out;
    private final Tensor messageWeight;
    private final Tensor messageBias;
    private final Tensor hiddenWeight;
    private final Tensor hiddenBias;

    GraphStep(Parameters.Scope scope, int width) {
        this.width = width;
        in = Messages.of(scope.child("in"), width);
        out = Messages.of(scope.child("out"), width);
        messageWeight = scope.normal("message.w", 0.02, 2L * width, 3L * width);
        messageBias = scope.constant("message.b", 0, 3L * width);
        hiddenWeight = scope.normal("hidden.w", 0.02, width, 3L * width);
        hiddenBias = scope.constant("hidden.b", 0, 3L * width);
    }

    /**
     * r = sigmoid(m_r + h_r), z = sigmoid(m_z + h_z), n = tanh(m_n + r * h_n), e = (1 - z) * h + z * n, where [m_r ; m_z ; m_n] are a layer over the messages and
     * [h_r ; h_z ; h_n] one over h.
     *
     * @shape h [P, d] → [P, d]
     */
    Tensor forward(Tensor h, SequenceGraph.Neighbours neighbours) {
        Tensor p = in.along(neighbours.before(), h);
        Tensor q = neighbours.after().map(edges -> out.along(edges, h)).orElseGet(out::nothing); // [P, d] or [1, d]
        Tensor m = Torch.times(p, Torch.span(messageWeight, 0, width))
                .add(Torch.times(q, Torch.span(messageWeight, width, width)))
                .add_(messageBias); // [P, 3d]
        Tensor own = Torch.times(h, hiddenWeight).add_(hiddenBias); // [P, 3d]
        Tensor gates = Torch.sigmoid(Torch.columns(m, 0, 2L * width).add(Torch.columns(own, 0, 2L * width)));
        Tensor r = Torch.columns(gates, 0, width);
        Tensor z = Torch.columns(gates, width, width);
        Tensor n = Torch.addProduct(Torch.columns(m, 2L * width, width), r, Torch.columns(own, 2L * width, width))
                .tanh();
        return Torch.addProduct(h, z, n.sub(h));
    }
}
