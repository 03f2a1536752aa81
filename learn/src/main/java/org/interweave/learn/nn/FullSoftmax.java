package org.interweave.learn.nn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import org.interweave.core.batch.Targets;
import org.interweave.learn.torch.Torch;

/**
 * Softmax over all items of a domain, with its gradient, a block of rows at a time: the scores of all rows at once would be gigabytes.
 *
 * <p>-log p, p = exp(s+) / (sum over the items of exp(s) + exp(o)), s = h.e + bias, where o is the score of one more class, in models that have it: no target
 * is of that class.
 */
public final class FullSoftmax {
    private static final int SCORES_PER_BLOCK = 1 << 23; // 32 MB
    private static final int ROW_STEP = 64;

    private final int scoresPerBlock;
    private final int rowStep;

    public FullSoftmax() {
        this(SCORES_PER_BLOCK, ROW_STEP);
    }

    /** @param rowStep blocks have a multiple of so many rows, the missing ones zero: oneDNN compiles a product anew for every row count that it has not met */
    FullSoftmax(int scoresPerBlock, int rowStep) {
        this.scoresPerBlock = scoresPerBlock;
        this.rowStep = rowStep;
    }

    /**
     * Rows with a target each.
     *
     * @param states [t, d]
     * @param targets positives [t] and weights [t]; its row indices and negatives are not looked at
     * @param other the score of the class that is no item [t]
     */
    public record Term(Tensor states, Targets targets, Optional<Tensor> other) {}

    /**
     * @param losses per term: sum over rows of weight times the row's loss
     * @param stateGradients per term [t, d]
     * @param otherGradients per term that has such a score [t]
     * @param vectorGradient [n, d], over all terms
     * @param biasGradient [n], where items have a bias
     */
    public record Result(
            List<Double> losses,
            List<Tensor> stateGradients,
            List<Optional<Tensor>> otherGradients,
            Tensor vectorGradient,
            Optional<Tensor> biasGradient) {}

    /**
     * Losses and gradients of all terms against the same items. Inside a step; adds nothing to the autograd graph.
     *
     * @param firstItem the id of the first row of the items
     * @param focus gamma of the focal loss, see {@link SampledSoftmax.Form}
     */
    public Result of(Items items, int firstItem, List<Term> terms, double focus) {
        return new Pass(items, firstItem, focus).over(terms);
    }

    /** One pass over all terms. */
    private final class Pass {
        private final Tensor factors; // [n, d] in the type of products
        private final Optional<Tensor> bias;
        private final int firstItem;
        private final double focus;
        private final int rowsPerBlock;
        private final Tensor vectorGradient;
        private final Optional<Tensor> biasGradient;

        Pass(Items items, int firstItem, double focus) {
            long n = items.vectors().size(0);
            this.factors = Torch.narrow(items.vectors().detach());
            this.bias = items.bias().map(Tensor::detach);
            this.firstItem = firstItem;
            this.focus = focus;
            this.rowsPerBlock = (int) Math.max(rowStep, scoresPerBlock / n / rowStep * rowStep);
            this.vectorGradient = Torch.zeros(n, items.vectors().size(1));
            this.biasGradient = bias.map(b -> Torch.zeros(n));
        }

        Result over(List<Term> terms) {
            List<Double> losses = new ArrayList<>();
            List<Tensor> stateGradients = new ArrayList<>();
            List<Optional<Tensor>> otherGradients = new ArrayList<>();
            for (Term term : terms) {
                int rows = term.targets.rows().length;
                Rows padded = padded(term, (rows + rowStep - 1) / rowStep * rowStep);
                List<Tensor> states = new ArrayList<>(List.of(Torch.zeros(0, vectorGradient.size(1))));
                List<Tensor> others = new ArrayList<>(List.of(Torch.zeros(0)));
                double loss = 0;
                for (int from = 0; from < rows; from += rowsPerBlock) {
                    int to = Math.min(from + rowsPerBlock, padded.places.length);
                    loss += block(padded.span(from, to), states, others);
                }
                losses.add(loss);
                stateGradients.add(Torch.span(Torch.cat(states), 0, rows));
                otherGradients.add(term.other.map(o -> Torch.span(Torch.cat(others), 0, rows)));
            }
            return new Result(losses, stateGradients, otherGradients, vectorGradient, biasGradient);
        }

        /** The term with rows of weight 0 at its end. */
        private Rows padded(Term term, int count) {
            int missing = count - term.targets.rows().length;
            Tensor states = term.states.detach();
            return new Rows(
                    Torch.cat(List.of(states, Torch.zeros(missing, states.size(1)))),
                    term.other.map(o -> Torch.cat(List.of(o.detach(), Torch.zeros(missing)))),
                    Arrays.copyOf(places(term.targets), count),
                    Arrays.copyOf(term.targets.weights(), count));
        }

        private double block(Rows rows, List<Tensor> stateGradients, List<Tensor> otherGradients) {
            int b = rows.places.length;
            Tensor h = Torch.narrow(rows.states); // [b, d]
            Tensor scores = Torch.wide(h.mm(factors.t())); // [b, n]
            bias.ifPresent(scores::add_);
            Tensor ofItems = scores.logsumexp(new long[] {1}, true); // [b, 1]
            Optional<Tensor> other = rows.other.map(o -> o.view(b, 1));
            Tensor z = other.map(o -> Torch.logAddExp(ofItems, o)).orElse(ofItems); // [b, 1]
            Tensor right = Torch.longs(rows.places).view(b, 1);
            Tensor logProbability = scores.sub_(z); // [b, n]
            float[] ofRight = Torch.array(logProbability.gather(1, right));
            float[] slopes = new float[b];
            double loss = 0;
            for (int i = 0; i < b; i++) {
                SampledSoftmax.Focus turned = SampledSoftmax.Focus.of(focus, ofRight[i]);
                slopes[i] = (float) (rows.weights[i] * turned.slope());
                loss -= rows.weights[i] * turned.loss() * ofRight[i];
            }
            Tensor weights = Torch.floats(slopes, b, 1);
            Tensor slope = logProbability.exp_(); // the memory of the scores, for the third time
            slope.scatter_add_(1, right, Torch.ones(b, 1).neg());
            slope.mul_(weights); // dLoss/dscore
            Tensor factor = Torch.narrow(slope);
            stateGradients.add(Torch.wide(factor.mm(factors))); // [b, d]
            vectorGradient.add_(Torch.wide(factor.t().mm(h)));
            biasGradient.ifPresent(sum -> sum.add_(slope.sum(0)));
            other.ifPresent(
                    o -> otherGradients.add(o.sub(z).exp_().mul_(weights).view(b)));
            return loss;
        }

        private int[] places(Targets targets) {
            return Arrays.stream(targets.positives())
                    .map(item -> item - firstItem)
                    .toArray();
        }
    }

    /**
     * Some rows of a term.
     *
     * @param places of the targets among the items [b]
     */
    private record Rows(Tensor states, Optional<Tensor> other, int[] places, float[] weights) {
        Rows span(int from, int to) {
            int b = to - from;
            return new Rows(
                    Torch.span(states, from, b),
                    other.map(o -> Torch.span(o, from, b)),
                    Arrays.copyOfRange(places, from, to),
                    Arrays.copyOfRange(weights, from, to));
        }
    }
}
