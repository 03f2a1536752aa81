package org.interweave.learn.nn;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import org.interweave.core.batch.Targets;
import org.interweave.learn.torch.Torch;

/** The sampled softmax with libtorch operators, a block of rows at a time so that the gathered candidates stay small. */
final class TorchSampledSoftmax implements SampledSoftmax {
    private static final int ROWS_PER_BLOCK = 128;

    @Override
    public Result of(Items items, List<Term> terms, Form form) {
        Items fixed = new Items(items.vectors().detach(), items.bias().map(Tensor::detach));
        long width = items.vectors().size(1);
        Sums sums = new Sums(
                Torch.zeros(items.vectors().size(0), width), items.bias().map(bias -> Torch.zeros(bias.size(0))));
        List<Double> losses = new ArrayList<>();
        List<Tensor> stateGradients = new ArrayList<>();
        for (Term term : terms) {
            Tensor states = term.states().detach();
            List<Tensor> blocks = new ArrayList<>();
            double loss = 0;
            for (int from = 0; from < states.size(0); from += ROWS_PER_BLOCK) {
                int to = (int) Math.min(states.size(0), from + ROWS_PER_BLOCK);
                loss += block(fixed, states, term.targets(), from, to, form, blocks, sums);
            }
            losses.add(loss);
            stateGradients.add(blocks.isEmpty() ? Torch.zeros(0, width) : Torch.cat(blocks));
        }
        return new Result(losses, stateGradients, sums.vectors, sums.bias);
    }

    /** Gradients of the items so far. */
    private record Sums(Tensor vectors, Optional<Tensor> bias) {}

    private static double block(
            Items items,
            Tensor states,
            Targets targets,
            int from,
            int to,
            Form form,
            List<Tensor> stateGradients,
            Sums sums) {
        int b = to - from;
        int negatives = targets.negatives().length / targets.rows().length;
        Tensor h = Torch.span(states, from, b); // [b, d]
        Tensor candidates = Torch.longs(candidates(targets, from, to, negatives)); // [b (1+n)]
        Tensor vectors = Torch.rows(items.vectors(), candidates).view(b, negatives + 1, -1); // [b, 1+n, d]
        Tensor scores = vectors.bmm(h.unsqueeze(2)).squeeze(2); // [b, 1+n]
        items.bias()
                .ifPresent(bias -> scores.add_(bias.index_select(0, candidates).view(b, negatives + 1)));
        Tensor logProbability = Torch.logSoftmax(Torch.scale(scores, 1 / form.temperature())); // [b, 1+n]
        float[] ofPositive = Torch.array(Torch.columns(logProbability, 0, 1));
        float[] lossWeights = new float[b];
        float[] slopeWeights = new float[b];
        for (int i = 0; i < b; i++) {
            Focus focus = Focus.of(form.focus(), ofPositive[i]);
            lossWeights[i] = (float) (targets.weights()[from + i] * focus.loss());
            slopeWeights[i] = (float) (targets.weights()[from + i] * focus.slope() / form.temperature());
        }
        Tensor slope = logProbability.exp(); // [b, 1+n]
        Tensor positive = Torch.columns(slope, 0, 1);
        positive.sub_(Torch.ones(b, 1));
        slope.mul_(Torch.floats(slopeWeights, b, 1)); // dLoss/d(h.e)
        stateGradients.add(slope.unsqueeze(1).bmm(vectors).squeeze(1)); // [b, d]
        Tensor perPair =
                slope.unsqueeze(2).mul(h.unsqueeze(1)).view(-1, items.vectors().size(1)); // [b (1+n), d]
        sums.vectors.index_add_(0, candidates, perPair);
        sums.bias.ifPresent(bias -> bias.index_add_(0, candidates, slope.reshape(-1)));
        return -Torch.sum(Torch.columns(logProbability, 0, 1).mul(Torch.floats(lossWeights, b, 1)));
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
