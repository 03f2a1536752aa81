package org.interweave.learn.model.dream;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.interweave.learn.torch.Torch;

/** Draws together the states that have the same label. */
final class SupervisedContrast {
    private static final float NEVER = -1e9f; // finite, because its share of the sum is 0, and 0 times infinity is not

    private SupervisedContrast() {}

    /**
     * Mean over i of -1/|P(i)| sum over p in P(i) of log( exp(z_i.z_p / tau) / sum over q != i of exp(z_i.z_q / tau) ), where P(i) are the others of i's label
     * and z are the states at length 1. Who has no others does not count; without anybody the loss is 0.
     *
     * @shape states [n, d], labels [n] → []
     * @paper Khosla et al., NeurIPS 2020
     */
    static Tensor loss(Tensor states, int[] labels, double temperature) {
        int n = labels.length;
        Tensor z = Torch.unitRows(states);
        Tensor scores = Torch.scale(Torch.timesTransposed(z, z), 1 / temperature); // [n, n]
        Tensor logProbability = Torch.logSoftmax(scores.add(Torch.floats(notItself(n), n, n)));
        return logProbability.mul(Torch.floats(shares(labels), n, n)).sum().neg();
    }

    private static float[] notItself(int n) {
        float[] bias = new float[n * n];
        for (int i = 0; i < n; i++) {
            bias[i * n + i] = NEVER;
        }
        return bias;
    }

    /** 1 / (anchors |P(i)|) where p is in P(i). */
    private static float[] shares(int[] labels) {
        int n = labels.length;
        Map<Integer, Integer> count = new HashMap<>();
        Arrays.stream(labels).forEach(label -> count.merge(label, 1, Integer::sum));
        long anchors =
                Arrays.stream(labels).filter(label -> count.get(label) > 1).count();
        float[] shares = new float[n * n];
        for (int i = 0; i < n; i++) {
            float share = 1f / (anchors * (count.get(labels[i]) - 1)); // unused where the count is 1
            for (int p = 0; p < n; p++) {
                if (p != i && labels[p] == labels[i]) {
                    shares[i * n + p] = share;
                }
            }
        }
        return shares;
    }
}
