package org.interweave.learn.nn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import org.bytedeco.pytorch.Tensor;
import org.interweave.core.batch.Targets;
import org.interweave.learn.torch.Libtorch;
import org.interweave.learn.torch.Torch;

/**
 * The sampled softmax on plain arrays with the Vector API. One pass over the rows computes logits, loss and the gradient to the states while a row's
 * candidates are in the cache; a second pass lets every item sum its own gradient, so that there are no races and the order of summation is fixed.
 */
final class VectorSampledSoftmax implements SampledSoftmax {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final int LANES = SPECIES.length();
    private static final int ROWS_PER_CHUNK = 32;
    private static final int ITEMS_PER_CHUNK = 64;

    private static final float[] NO_BIAS = {};

    private float[] table = {};
    private float[] tableGradient = {};
    private float[] bias = {}; // empty if the items have none
    private float[] biasGradient = {};
    private float[] states = {};
    private float[] stateGradients = {};
    private float[] weights = {}; // dLoss/dlogit / tau of every (row, candidate)
    private int[] candidates = {};
    private int[] rowOfPair = {};
    private int[] sortedRows = {}; // rowOfPair and weights, by candidate
    private float[] sortedWeights = {};

    private int width = -1;
    private boolean bfloat16;
    private VectorRows tableRows;
    private VectorRows stateRows;

    @Override
    public Result of(Items itemTensors, List<Term> terms, Form form) {
        int d = (int) itemTensors.vectors().size(1);
        int items = (int) itemTensors.vectors().size(0);
        int rows = terms.stream().mapToInt(t -> t.targets().rows().length).sum();
        int pairCount = terms.stream()
                .mapToInt(t -> t.targets().rows().length + t.targets().negatives().length)
                .sum();
        reserve(items * d, rows * d, pairCount);
        chooseRows(d);
        Torch.read(itemTensors.vectors(), table, 0);
        bias = itemTensors.bias().map(Torch::array).orElse(NO_BIAS);
        biasGradient = new float[bias.length];
        tableRows.set(table, items);
        List<Double> losses = new ArrayList<>();
        int row = 0;
        int pair = 0;
        for (Term term : terms) {
            Torch.read(term.states(), states, row * d);
            losses.add(rows(term.targets(), row, pair, d, form));
            row += term.targets().rows().length;
            pair += term.targets().rows().length + term.targets().negatives().length;
        }
        stateRows.set(states, rows);
        itemGradients(items, pairCount, d);
        return new Result(
                losses,
                uploadStateGradients(terms, d),
                upload(tableGradient, 0, items, d),
                itemTensors.bias().map(present -> Torch.floats(biasGradient, items)));
    }

    /** Medium precision rounds the factors of products, here as elsewhere. */
    private void chooseRows(int d) {
        boolean narrow = Libtorch.roundsFactors() && Bfloat16Rows.fits(d);
        if (width != d || bfloat16 != narrow) {
            width = d;
            bfloat16 = narrow;
            tableRows = narrow ? new Bfloat16Rows(d) : new FloatRows(d);
            stateRows = narrow ? new Bfloat16Rows(d) : new FloatRows(d);
        }
    }

    private void reserve(int tableSize, int stateSize, int pairCount) {
        if (table.length < tableSize) {
            table = new float[tableSize];
            tableGradient = new float[tableSize];
        }
        if (states.length < stateSize) {
            states = new float[stateSize + stateSize / 8];
            stateGradients = new float[states.length];
        }
        if (candidates.length < pairCount) {
            candidates = new int[pairCount + pairCount / 8];
            weights = new float[candidates.length];
            rowOfPair = new int[candidates.length];
            sortedRows = new int[candidates.length];
            sortedWeights = new float[candidates.length];
        }
    }

    private double rows(Targets targets, int firstRow, int firstPair, int d, Form form) {
        int count = targets.rows().length;
        int negatives = count == 0 ? 0 : targets.negatives().length / count;
        int columns = negatives + 1;
        double[] losses = new double[count];
        Parallel.chunks(count, ROWS_PER_CHUNK, (from, to) -> {
            for (int i = from; i < to; i++) {
                int pair = firstPair + i * columns;
                candidates[pair] = targets.positives()[i];
                System.arraycopy(targets.negatives(), i * negatives, candidates, pair + 1, negatives);
                Arrays.fill(rowOfPair, pair, pair + columns, firstRow + i);
                losses[i] = row(firstRow + i, pair, columns, d, form, targets.weights()[i]);
            }
        });
        double sum = 0; // in the order of rows: the same for any number of threads
        for (double loss : losses) {
            sum += loss;
        }
        return sum;
    }

    private double row(int row, int pair, int columns, int d, Form form, float weight) {
        double temperature = form.temperature();
        tableRows.dots(states, row * d, candidates, pair, pair + columns, weights);
        for (int k = pair; k < pair + columns && bias.length > 0; k++) {
            weights[k] += bias[candidates[k]];
        }
        float max = weights[pair];
        for (int k = 1; k < columns; k++) {
            max = Math.max(max, weights[pair + k]);
        }
        float positive = weights[pair];
        double z = exponentials(pair, columns, max, (float) (1 / temperature));
        double loss = Math.log(z) + (max - positive) / temperature; // -log p
        Focus focus = Focus.of(form.focus(), -loss);
        double slope = weight * focus.slope() / temperature;
        float scale = (float) (slope / z);
        for (int k = pair; k < pair + columns; k++) {
            weights[k] *= scale;
        }
        weights[pair] -= (float) slope;
        tableRows.weightedSum(weights, candidates, pair, pair + columns, stateGradients, row * d);
        return weight * focus.loss() * loss;
    }

    /** Each logit becomes exp((logit - max) * factor). @return their sum */
    private double exponentials(int pair, int columns, float max, float factor) {
        int k = 0;
        for (; k <= columns - LANES; k += LANES) {
            FloatVector logits = FloatVector.fromArray(SPECIES, weights, pair + k);
            Lanes.exp(logits.sub(max).mul(factor)).intoArray(weights, pair + k);
        }
        for (; k < columns; k++) {
            weights[pair + k] = (float) Math.exp((weights[pair + k] - max) * factor);
        }
        double z = 0;
        for (k = pair; k < pair + columns; k++) {
            z += weights[k];
        }
        return z;
    }

    /** Groups the pairs by item, then every item sums weight * state over its pairs. */
    private void itemGradients(int items, int pairCount, int d) {
        int[] start = sortPairs(items, pairCount);
        Parallel.chunks(items, ITEMS_PER_CHUNK, (from, to) -> {
            for (int item = from; item < to; item++) {
                stateRows.weightedSum(sortedWeights, sortedRows, start[item], start[item + 1], tableGradient, item * d);
                for (int i = start[item]; i < start[item + 1] && bias.length > 0; i++) {
                    biasGradient[item] += sortedWeights[i];
                }
            }
        });
    }

    /**
     * A counting sort in which every thread counts and then places one stretch of the pairs; pairs of an item stay in their order.
     *
     * @return where each item's pairs start [items + 1]
     */
    private int[] sortPairs(int items, int pairCount) {
        int stretch = Math.max(1, (pairCount + Libtorch.threads() - 1) / Libtorch.threads());
        int[][] next = new int[(pairCount + stretch - 1) / stretch][items];
        Parallel.chunks(pairCount, stretch, (from, to) -> {
            int[] counts = next[from / stretch];
            for (int i = from; i < to; i++) {
                counts[candidates[i]]++;
            }
        });
        int[] start = new int[items + 1];
        int place = 0;
        for (int item = 0; item < items; item++) {
            start[item] = place;
            for (int[] counts : next) {
                int count = counts[item];
                counts[item] = place;
                place += count;
            }
        }
        start[items] = place;
        Parallel.chunks(pairCount, stretch, (from, to) -> {
            int[] places = next[from / stretch];
            for (int i = from; i < to; i++) {
                int at = places[candidates[i]]++;
                sortedRows[at] = rowOfPair[i];
                sortedWeights[at] = weights[i];
            }
        });
        return start;
    }

    private List<Tensor> uploadStateGradients(List<Term> terms, int d) {
        List<Tensor> gradients = new ArrayList<>();
        int row = 0;
        for (Term term : terms) {
            int count = term.targets().rows().length;
            gradients.add(upload(stateGradients, row, count, d));
            row += count;
        }
        return gradients;
    }

    private static Tensor upload(float[] values, int firstRow, int rows, int d) {
        Tensor tensor = Torch.empty(rows, d);
        if (rows > 0) {
            Torch.memory(tensor).put(values, firstRow * d, rows * d);
        }
        return tensor;
    }
}
