package org.interweave.learn.nn;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;
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
    record Part(int from, int count, Tensor s, List<Tensor> outputs) {
        List<NativeRows> rowsOfOutputs() {
            return outputs.stream().map(NativeRows::of).toList();
        }
    }

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

    private final class Row {
        private final float[] s = new float[d];
        private final float[] shared = new float[d];
        private final float[] own = new float[d]; // stays zero where there is a single expert
        private final int[] mask = new int[d];
        private final NativeRows tokens;
        private final List<NativeRows> outputs;

        Row(Part part) {
            tokens = NativeRows.of(part.s);
            outputs = part.rowsOfOutputs();
        }

        void read(int row) {
            tokens.read(row * d, d, s, 0);
            outputs.get(0).read(row * d, d, shared, 0);
            for (int i = 0; i < d; i++) {
                shared[i] += bias[i];
            }
        }

        void readOwn(int row, int destination) {
            if (outputs.size() > 1) {
                outputs.get(1 + destination).read(row * d, d, own, 0);
            }
        }
    }

    /** @param out a tensor [count, d] for every destination */
    void forward(Part part, List<Tensor> out) {
        List<MixtureKernel> kernels = kernels();
        List<NativeRows> results = out.stream().map(NativeRows::of).toList();
        Row row = new Row(part);
        float[] result = new float[d];
        for (int i = 0; i < part.count; i++) {
            row.read(i);
            for (int y = 0; y < destinations; y++) {
                int at = (part.from + i) * destinations + y;
                row.readOwn(i, y);
                masks[y].fill(row.mask, (part.from + i) * d, d);
                MixtureKernel kernel = kernels.get(y);
                kernel.forward(row.s, row.shared, row.own, weights[2 * at], weights[2 * at + 1], row.mask, result);
                means[at] = kernel.mean();
                scales[at] = kernel.scale();
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
        List<NativeRows> arriving = out.stream().map(NativeRows::of).toList();
        List<NativeRows> leaving = to.outputs.stream().map(NativeRows::of).toList();
        NativeRows tokens = NativeRows.of(to.s);
        Row row = new Row(part);
        float[] arrived = new float[d];
        float[] sGradient = new float[d];
        float[] sharedGradient = new float[d];
        float[] ownGradient = new float[d];
        float[] biasGradient = new float[d];
        float[] logits = new float[part.count * destinations * 2];
        for (int i = 0; i < part.count; i++) {
            row.read(i);
            Arrays.fill(sGradient, 0);
            Arrays.fill(sharedGradient, 0);
            for (int y = 0; y < destinations; y++) {
                int at = (part.from + i) * destinations + y;
                row.readOwn(i, y);
                masks[y].fill(row.mask, (part.from + i) * d, d);
                arriving.get(y).read(i * d, d, arrived, 0);
                float w0 = weights[2 * at];
                float w1 = weights[2 * at + 1];
                MixtureKernel kernel = kernels.get(y);
                kernel.backward(
                        arrived,
                        row.s,
                        row.shared,
                        row.own,
                        w0,
                        w1,
                        row.mask,
                        means[at],
                        scales[at],
                        sGradient,
                        sharedGradient,
                        ownGradient);
                if (leaving.size() > 1) {
                    leaving.get(1 + y).write(ownGradient, 0, i * d, d);
                }
                float slope = w0 * w1 * (kernel.sharedSlope() - kernel.ownSlope());
                logits[2 * (i * destinations + y)] = slope;
                logits[2 * (i * destinations + y) + 1] = -slope;
            }
            tokens.write(sGradient, 0, i * d, d);
            leaving.get(0).write(sharedGradient, 0, i * d, d);
            for (int c = 0; c < d; c++) {
                biasGradient[c] += sharedGradient[c];
            }
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
            Torch.addGradient(norms.get(y).weight(), sum(parts.stream().map(p -> p.gammas.get(y))));
            Torch.addGradient(norms.get(y).bias(), sum(parts.stream().map(p -> p.betas.get(y))));
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
