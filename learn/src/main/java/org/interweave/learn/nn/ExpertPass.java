package org.interweave.learn.nn;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;
import org.interweave.learn.nn.ResidualMixtures.Gradients;
import org.interweave.learn.nn.ResidualMixtures.ParameterGradients;
import org.interweave.learn.nn.ResidualMixtures.Part;
import org.interweave.learn.torch.Autograd;
import org.interweave.learn.torch.Step;
import org.interweave.learn.torch.Torch;
import org.interweave.learn.torch.Workers;

/**
 * An {@link ExpertBlock}'s way there and back in training. Its rows are cut into chunks, each of which one thread takes through all products and what is between them, so that
 * threads wait for each other once per pass and not once per operation.
 *
 * <p>Letters: n tokens, d width, e experts, f their inner width, y destinations.
 */
final class ExpertPass {
    private final SwiGlu experts;
    private final Optional<Tensor> gates; // [2 y, d]
    private final int destinations;
    private final ResidualMixtures mixtures;
    private final int n;
    private final int d;
    private final int inner; // e f

    private final Tensor s; // [n, d]
    private final Tensor input; // the same as products read it
    private final Tensor up; // [d, 2 e f]
    private final Tensor down; // [e f, d]
    private final Tensor gateAndValue; // [n, 2 e f]; on the way back the gradient to it
    private final Tensor hidden; // [n, e f]
    private final List<Tensor> outputs; // e x [n, d]

    ExpertPass(SwiGlu experts, Optional<Tensor> gates, List<LayerNorm> norms, Tensor s, Dropout dropout) {
        this.experts = experts;
        this.gates = gates;
        destinations = norms.size();
        n = Math.toIntExact(s.size(0));
        d = Math.toIntExact(s.size(1));
        mixtures = new ResidualMixtures(norms, n, d, dropout);
        inner = experts.experts() * experts.inner();
        this.s = s.detach();
        input = Torch.narrow(this.s);
        up = Torch.narrow(experts.up().detach());
        down = Torch.narrow(experts.down().detach());
        gateAndValue = Torch.emptyLike(input, n, 2L * inner);
        hidden = Torch.emptyLike(input, n, inner);
        outputs = alikeOutputs();
    }

    private List<Tensor> alikeOutputs() {
        return Stream.generate(() -> Torch.emptyLike(input, n, d))
                .limit(experts.experts())
                .toList();
    }

    /** The gates' weights, as {@link ResidualMixtures#weights} has them. */
    float[] weights() {
        return mixtures.weights();
    }

    private Part part(int from, int count) {
        return new Part(from, count, Torch.span(s, from, count), spans(outputs, from, count));
    }

    private static List<Tensor> spans(List<Tensor> tensors, int from, int count) {
        return tensors.stream().map(t -> Torch.span(t, from, count)).toList();
    }

    private Tensor columnsOf(Tensor matrix, int expert) {
        return Torch.columns(matrix, (long) expert * experts.inner(), experts.inner());
    }

    private Tensor rowsOf(Tensor matrix, int expert) {
        return Torch.span(matrix, (long) expert * experts.inner(), experts.inner());
    }

    private Tensor downOf(int expert) {
        return rowsOf(down, expert);
    }

    /** @param states of every destination [n, d], to be filled */
    void forward(List<Tensor> states) {
        new Chunks().add(n, (from, count) -> forward(states, from, count)).run();
    }

    private void forward(List<Tensor> states, int from, int count) {
        Tensor tokens = Torch.span(input, from, count);
        Torch.timesInto(Torch.span(gateAndValue, from, count), tokens, up);
        activate(from, count);
        for (int e = 0; e < experts.experts(); e++) {
            Tensor output = Torch.span(outputs.get(e), from, count);
            Torch.timesInto(output, columnsOf(Torch.span(hidden, from, count), e), downOf(e));
        }
        gates.ifPresent(g -> mixtures.weigh(from, Torch.array(Torch.timesTransposed(tokens, g))));
        mixtures.forward(part(from, count), spans(states, from, count));
    }

    private void activate(int from, int count) {
        NativeRows both = NativeRows.of(Torch.span(gateAndValue, from, count));
        NativeRows result = NativeRows.of(Torch.span(hidden, from, count));
        SwiGluKernel kernel = new SwiGluKernel(inner);
        float[] gate = SwiGluKernel.array(inner);
        float[] value = SwiGluKernel.array(inner);
        for (int i = 0; i < count; i++) {
            both.read(2 * i * inner, inner, gate, 0);
            both.read((2 * i + 1) * inner, inner, value, 0);
            kernel.forward(gate, value, inner);
            result.write(gate, 0, i * inner, inner);
        }
    }

    /**
     * Adds to the gradients of all parameters.
     *
     * @param states the gradient to every destination's [n, d]
     * @param tokens that to the tokens [n, d], to be filled
     */
    void backward(List<Tensor> states, Tensor tokens) {
        Workers.together(() -> backwardTogether(states, tokens));
    }

    private void backwardTogether(List<Tensor> states, Tensor tokens) {
        List<Tensor> outputGradients = alikeOutputs();
        ParameterGradients[] parts = new ParameterGradients[Chunks.count(n)];
        new Chunks()
                .add(n, (from, count) -> {
                    Gradients to = new Gradients(Torch.span(tokens, from, count), spans(outputGradients, from, count));
                    parts[from / Chunks.size(n)] = mixtures.backward(part(from, count), spans(states, from, count), to);
                    backward(to, parts[from / Chunks.size(n)], from, count);
                })
                .run();
        weightGradients(outputGradients);
        mixtures.addNormGradients(List.of(parts));
        gates.ifPresent(g -> gateGradients(g, parts));
        Step.free(List.of(gateAndValue, hidden)); // the widest
    }

    private void backward(Gradients to, ParameterGradients found, int from, int count) {
        Tensor toHidden = Torch.emptyLike(input, count, inner);
        for (int e = 0; e < experts.experts(); e++) {
            Torch.timesInto(
                    columnsOf(toHidden, e), to.outputs().get(e), downOf(e).t());
        }
        deactivate(from, count, toHidden);
        to.s().add_(Torch.wide(Torch.span(gateAndValue, from, count).mm(up.t())));
        gates.ifPresent(g -> to.s().add_(Torch.times(logits(found), g)));
    }

    private Tensor logits(ParameterGradients part) {
        return Torch.floats(part.logits(), part.logits().length / (2L * destinations), 2L * destinations);
    }

    private void deactivate(int from, int count, Tensor toHidden) {
        NativeRows both = NativeRows.of(Torch.span(gateAndValue, from, count));
        NativeRows arriving = NativeRows.of(toHidden);
        SwiGluKernel kernel = new SwiGluKernel(inner);
        float[] gate = SwiGluKernel.array(inner);
        float[] value = SwiGluKernel.array(inner);
        float[] gradient = SwiGluKernel.array(inner);
        for (int i = 0; i < count; i++) {
            both.read(2 * i * inner, inner, gate, 0);
            both.read((2 * i + 1) * inner, inner, value, 0);
            arriving.read(i * inner, inner, gradient, 0);
            kernel.backward(gate, value, gradient, inner);
            both.write(gate, 0, 2 * i * inner, inner);
            both.write(value, 0, (2 * i + 1) * inner, inner);
        }
    }

    /** A product for every expert and matrix, each by one thread. */
    private void weightGradients(List<Tensor> outputGradients) {
        Tensor toUp = Autograd.gradient(experts.up());
        Tensor toDown = Autograd.gradient(experts.down());
        Chunks products = new Chunks();
        for (int e = 0; e < experts.experts(); e++) {
            int expert = e;
            for (int matrix : new int[] {e, experts.experts() + e}) {
                products.add(
                        () -> columnsOf(toUp, matrix).add_(Torch.wide(input.t().mm(columnsOf(gateAndValue, matrix)))));
            }
            products.add(() -> rowsOf(toDown, expert)
                    .add_(Torch.wide(columnsOf(hidden, expert).t().mm(outputGradients.get(expert)))));
        }
        products.run();
    }

    private void gateGradients(Tensor gates, ParameterGradients[] parts) {
        Tensor logits = Torch.cat(Stream.of(parts).map(this::logits).toList());
        Autograd.add(gates, Torch.times(logits.t(), s));
    }
}
