package org.interweave.learn.nn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.interweave.core.batch.Targets;
import org.interweave.learn.torch.Torch;

/** The sampled softmax with libtorch operators, a block of rows at a time so that the gathered candidates stay small. */
final class TorchSampledSoftmax implements SampledSoftmax {
    private static final int ROWS_PER_BLOCK = 128;

    @Override
    public Result of(Tensor table, List<Term> terms, double temperature) {
        Tensor items = table.detach();
        Tensor tableGradient = Torch.zeros(table.size(0), table.size(1));
        List<Double> losses = new ArrayList<>();
        List<Tensor> stateGradients = new ArrayList<>();
        for (Term term : terms) {
            Tensor states = term.states().detach();
            List<Tensor> blocks = new ArrayList<>();
            double loss = 0;
            for (int from = 0; from < states.size(0); from += ROWS_PER_BLOCK) {
                int to = (int) Math.min(states.size(0), from + ROWS_PER_BLOCK);
                loss += block(items, states, term.targets(), from, to, temperature, blocks, tableGradient);
            }
            losses.add(loss);
            stateGradients.add(blocks.isEmpty() ? Torch.zeros(0, table.size(1)) : Torch.cat(blocks));
        }
        return new Result(losses, stateGradients, tableGradient);
    }

    private static double block(
            Tensor items,
            Tensor states,
            Targets targets,
            int from,
            int to,
            double temperature,
            List<Tensor> stateGradients,
            Tensor tableGradient) {
        int b = to - from;
        int negatives = targets.negatives().length / targets.rows().length;
        Tensor h = Torch.span(states, from, b); // [b, d]
        Tensor candidates = Torch.longs(candidates(targets, from, to, negatives)); // [b (1+n)]
        Tensor vectors = Torch.rows(items, candidates).view(b, negatives + 1, -1); // [b, 1+n, d]
        Tensor logits = Torch.scale(vectors.bmm(h.unsqueeze(2)).squeeze(2), 1 / temperature); // [b, 1+n]
        Tensor weights = Torch.floats(Arrays.copyOfRange(targets.weights(), from, to), b, 1);
        Tensor logProbability = Torch.logSoftmax(logits);
        Tensor slope = logProbability.exp(); // [b, 1+n]
        Tensor positive = Torch.columns(slope, 0, 1);
        positive.sub_(Torch.ones(b, 1));
        slope.mul_(Torch.scale(weights, 1 / temperature)); // dLoss/d(h.e)
        stateGradients.add(slope.unsqueeze(1).bmm(vectors).squeeze(1)); // [b, d]
        Tensor perPair = slope.unsqueeze(2).mul(h.unsqueeze(1)).view(-1, items.size(1)); // [b (1+n), d]
        tableGradient.index_add_(0, candidates, perPair);
        return -Torch.sum(Torch.columns(logProbability, 0, 1).mul(weights));
    }

    private static int[] candidates(Targets targets, int from, int to, int negatives) {
        int[] all = new int[(to - from) * (negatives + 1)];
        for (int i = from; i < to; i++) {
            int start = (i - from) * (negatives + 1);
            all[start] = targets.positives()[i];
            System.arraycopy(targets.negatives(), i * negatives, all, start + 1, negatives);
        }
        return all;
    }
}
