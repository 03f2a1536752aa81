package org.interweave.learn.nn;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;
import org.interweave.learn.nn.MixtureKernel.Row;
import org.interweave.learn.torch.Autograd;
import org.interweave.learn.torch.Torch;

/**
 * What is made of layers' outputs for every destination, H_y = LN_y(S + Dropout(w_0 (shared + bias) + w_1 own_y)), and the gradients to all that is in it. Different rows
 * may be worked on at a time.
 *
 * <p>Letters: n tokens, d width, y destinations. Where there is a single layer, it is the shared one, and its weight is 1.
 */
final class ResidualMixtures {
    private final List<LayerNorm> norms;
    private final int destinations;
    private final int d;
    private final float[] bias; // [d]
    private final float[] weights; // [n, y, 2]
    private final float[] means; // [n, y]
    private final float[] scales; // [n, y]
    private final Dropout.Mask[] masks; // y

    /** Without a bias. */
    ResidualMixtures(List<LayerNorm> norms, int n, int d, Dropout dropout) {
        this(norms, n, new float[d], dropout);
    }

    /** @param bias [d] */
    ResidualMixtures(List<LayerNorm> norms, int n, float[] bias, Dropout dropout) {
        this.norms = norms;
        this.bias = bias;
        d = bias.length;
        destinations = norms.size();
        weights = new float[n * destinations * 2];
        means = new float[n * destinations];
        scales = new float[n * destinations];
        masks = new Dropout.Mask[destinations];
        Arrays.setAll(masks, y -> dropout.nextMask());
        Arrays.fill(weights, 1f);
    }

    /** A stretch of the rows. @param outputs of the layers, the shared one first, each [count, d] */
    record Part(int from, int count, Tensor s, List<Tensor> outputs) {}

    /** For every destination [shared, own], which carry no gradient. @shape → [n, y, 2] */
    float[] weights() {
        return weights;
    }

    /** Softmax of each pair; without it every weight is 1. @param logits [count, y, 2] */
    void weigh(int from, float[] logits) {
        int at = 2 * from * destinations;
        for (int i = 0; i < logits.length; i += 2) {
            double odds = Math.exp((double) logits[i + 1] - logits[i]);
            weights[at + i] = (float) (1 / (1 + odds));
            weights[at + i + 1] = (float) (1 - 1 / (1 + odds));
        }
    }

    private List<MixtureKernel> kernels() {
        return norms.stream().map(MixtureKernel::new).toList();
    }

    /** Reads what the rows of a part are made of. */
    private final class Reader {
        private final Row row = new Row(d);
        private final Part part;
        private final NativeRows tokens;
        private final List<NativeRows> outputs;

        Reader(Part part) {
            this.part = part;
            tokens = NativeRows.of(part.s);
            outputs = rowsOf(part.outputs);
        }

        void turnTo(int i) {
            tokens.read(i * d, d, row.s, 0);
            outputs.get(0).read(i * d, d, row.shared, 0);
            AttentionKernel.addToAll(row.shared, 1, d, bias, 0);
        }

        Row read(int i, int destination) {
            int at = place(part, i, destination);
            if (outputs.size() > 1) {
                outputs.get(1 + destination).read(i * d, d, row.own, 0);
            }
            masks[destination].fill(row.mask, (part.from + i) * d, d);
            row.w0 = weights[2 * at];
            row.w1 = weights[2 * at + 1];
            return row;
        }
    }

    private static List<NativeRows> rowsOf(List<Tensor> tensors) {
        return tensors.stream().map(NativeRows::of).toList();
    }

    private int place(Part part, int i, int destination) {
        return (part.from + i) * destinations + destination;
    }

    /** @param out a tensor [count, d] for every destination */
    void forward(Part part, List<Tensor> out) {
        List<MixtureKernel> kernels = kernels();
        List<NativeRows> results = rowsOf(out);
        Reader reader = new Reader(part);
        float[] result = new float[d];
        for (int i = 0; i < part.count; i++) {
            reader.turnTo(i);
            for (int y = 0; y < destinations; y++) {
                MixtureKernel kernel = kernels.get(y);
                kernel.forward(reader.read(i, y), result);
                means[place(part, i, y)] = kernel.mean();
                scales[place(part, i, y)] = kernel.scale();
                results.get(y).write(result, 0, i * d, d);
            }
        }
    }

    /**
     * @param s to the tokens [count, d], without what flows through the experts and gates
     * @param outputs to those of the experts, each [count, d]
     */
    record Gradients(Tensor s, List<Tensor> outputs) {}

    /**
     * What the rows have to say about parameters.
     *
     * @param logits [count, y, 2]
     * @param gammas of every norm [d]
     * @param betas of every norm [d]
     * @param bias [d]
     */
    record ParameterGradients(float[] logits, List<float[]> gammas, List<float[]> betas, float[] bias) {}

    /** @param out the gradient to every destination, each [count, d] */
    ParameterGradients backward(Part part, List<Tensor> out, Gradients to) {
        List<MixtureKernel> kernels = kernels();
        List<NativeRows> arriving = rowsOf(out);
        List<NativeRows> leaving = rowsOf(to.outputs);
        NativeRows tokens = NativeRows.of(to.s);
        Reader reader = new Reader(part);
        Row gradient = new Row(d);
        float[] arrived = new float[d];
        float[] biasGradient = new float[d];
        float[] logits = new float[part.count * destinations * 2];
        for (int i = 0; i < part.count; i++) {
            reader.turnTo(i);
            Arrays.fill(gradient.s, 0);
            Arrays.fill(gradient.shared, 0);
            for (int y = 0; y < destinations; y++) {
                Row row = reader.read(i, y);
                arriving.get(y).read(i * d, d, arrived, 0);
                int at = place(part, i, y);
                kernels.get(y).backward(arrived, row, means[at], scales[at], gradient);
                if (leaving.size() > 1) {
                    leaving.get(1 + y).write(gradient.own, 0, i * d, d);
                }
                float slope = row.w0 * row.w1 * (gradient.w0 - gradient.w1); // of a softmax of two
                logits[2 * (i * destinations + y)] = slope;
                logits[2 * (i * destinations + y) + 1] = -slope;
            }
            tokens.write(gradient.s, 0, i * d, d);
            leaving.get(0).write(gradient.shared, 0, i * d, d);
            AttentionKernel.addAll(gradient.shared, 1, d, biasGradient, 0);
        }
        return new ParameterGradients(
                logits,
                kernels.stream().map(MixtureKernel::gammaGradient).toList(),
                kernels.stream().map(MixtureKernel::betaGradient).toList(),
                biasGradient);
    }

    /** Adds the norms' gradients of all parts, in their order. */
    void addNormGradients(List<ParameterGradients> parts) {
        IntStream.range(0, destinations).forEach(y -> {
            Autograd.add(norms.get(y).weight(), sum(parts.stream().map(p -> p.gammas.get(y))));
            Autograd.add(norms.get(y).bias(), sum(parts.stream().map(p -> p.betas.get(y))));
        });
    }

    /** The sum of arrays of the same length, in their order. */
    static Tensor sum(Stream<float[]> parts) {
        float[] sum = parts.reduce(ResidualMixtures::add).orElseThrow();
        return Torch.floats(sum, sum.length);
    }

    private static float[] add(float[] a, float[] b) {
        float[] sum = a.clone();
        for (int i = 0; i < sum.length; i++) {
            sum[i] += b[i];
        }
        return sum;
    }
}
