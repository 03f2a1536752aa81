package org.interweave.lab.record;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.interweave.core.batch.QueryBatch;
import org.interweave.core.data.Catalog;
import org.interweave.core.data.Dataset;
import org.interweave.core.split.LeaveOneOut;
import org.interweave.core.split.Split;
import org.interweave.learn.model.Gated;
import org.interweave.learn.torch.Step;

/** Gate weights over all tokens of the test inputs, by source, destination and domain of the target. @paper MERIT, Fig. 7 */
final class GateCensus {
    private static final int USERS_PER_BATCH = 128;

    private GateCensus() {}

    static List<RunRecord.GateWeight> of(Gated model, Dataset dataset, LeaveOneOut split) {
        List<String> branches = model.branches();
        List<RunRecord.GateWeight> weights = new ArrayList<>();
        Catalog catalog = dataset.catalog();
        for (int target = 0; target < catalog.domainCount() && !branches.isEmpty(); target++) {
            Sum[][] sums = new Sum[branches.size()][branches.size()];
            for (Sum[] row : sums) {
                Arrays.setAll(row, i -> new Sum());
            }
            count(model, dataset, split, target, sums);
            for (int x = 0; x < branches.size(); x++) {
                for (int y = 0; y < branches.size(); y++) {
                    weights.add(sums[x][y].weight(
                            branches.get(x),
                            branches.get(y),
                            catalog.domain(target).name()));
                }
            }
        }
        return weights;
    }

    private static void count(Gated model, Dataset dataset, LeaveOneOut split, int target, Sum[][] sums) {
        List<int[]> histories = Arrays.stream(split.users(Split.TEST))
                .filter(user -> dataset.catalog().domainOf(split.target(user, Split.TEST)) == target)
                .mapToObj(user -> split.known(user, Split.TEST))
                .toList();
        for (int from = 0; from < histories.size(); from += USERS_PER_BATCH) {
            QueryBatch batch = new QueryBatch(
                    dataset.catalog(),
                    dataset.inputWindow(),
                    histories.subList(from, Math.min(histories.size(), from + USERS_PER_BATCH)));
            List<List<float[]>> found = Step.infer(() -> model.sharedWeights(batch));
            for (int x = 0; x < sums.length; x++) {
                for (int y = 0; y < sums.length; y++) {
                    sums[x][y].add(found.get(x).get(y));
                }
            }
        }
    }

    private static final class Sum {
        private long count;
        private double sum;
        private double squares;

        void add(float[] values) {
            for (float value : values) {
                count++;
                sum += value;
                squares += (double) value * value;
            }
        }

        RunRecord.GateWeight weight(String source, String destination, String target) {
            double mean = count == 0 ? 0 : sum / count;
            double variance = count == 0 ? 0 : Math.max(0, squares / count - mean * mean);
            return new RunRecord.GateWeight(source, destination, target, count, mean, Math.sqrt(variance));
        }
    }
}
