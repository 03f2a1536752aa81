package org.interweave.learn.model.merit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.interweave.core.batch.Layout;
import org.interweave.core.batch.MixedLoss;
import org.interweave.core.batch.NextItemBatch;
import org.interweave.core.batch.SequenceBatch;
import org.interweave.core.batch.Targets;
import org.interweave.core.data.Catalog;
import org.interweave.learn.nn.Packed;
import org.interweave.learn.torch.Torch;

/** The padded inputs of a fixture [B, L] as the packed batches the model takes, and packed outputs padded again. */
final class PaddedFixture {
    private final Catalog catalog;
    private final int window;
    private final int negatives;
    private final int users;
    private final int[][] sequence;
    private final int[][] mixedTarget;
    private final int[][] domainTarget;
    private final int[][] mixedNegatives;
    private final int[][] domainNegatives;

    PaddedFixture(Map<String, Tensor> tensors, Catalog catalog, int window, int negatives) {
        this.catalog = catalog;
        this.window = window;
        this.negatives = negatives;
        this.users = (int) tensors.get("input/sequence").size(0);
        sequence = rows(tensors.get("input/sequence"));
        mixedTarget = rows(tensors.get("input/mixed_target"));
        domainTarget = rows(tensors.get("input/domain_target"));
        mixedNegatives = rows(tensors.get("input/mixed_negatives"));
        domainNegatives = rows(tensors.get("input/domain_negatives"));
    }

    private int[][] rows(Tensor tensor) {
        long[] flat = Torch.longArray(tensor);
        int perUser = flat.length / users;
        int[][] rows = new int[users][perUser];
        for (int i = 0; i < flat.length; i++) {
            rows[i / perUser][i % perUser] = (int) flat[i];
        }
        return rows;
    }

    SequenceBatch sequences() {
        List<int[]> histories = new ArrayList<>();
        for (int[] row : sequence) {
            histories.add(Arrays.stream(row).filter(item -> item != 0).toArray());
        }
        return SequenceBatch.of(catalog, window, histories);
    }

    NextItemBatch batch(MixedLoss mixedLoss) {
        SequenceBatch sequences = sequences();
        List<Targets> domains = new ArrayList<>();
        for (int k = 0; k < catalog.domainCount(); k++) {
            domains.add(domainTargets(k, sequences.domains().get(k).layout()));
        }
        return new NextItemBatch(sequences, mixedTargets(sequences.mixed().layout(), mixedLoss), domains);
    }

    private Targets mixedTargets(Layout layout, MixedLoss mixedLoss) {
        TargetRows rows = new TargetRows();
        for (int u = 0; u < users; u++) {
            for (int row = layout.starts()[u]; row < layout.starts()[u + 1]; row++) {
                int slot = layout.slots()[row];
                int target = mixedTarget[u][slot];
                if (target != 0) {
                    int per = catalog.domainCount() * negatives;
                    rows.add(
                            row,
                            target,
                            Arrays.copyOfRange(mixedNegatives[u], slot * per, (slot + 1) * per),
                            weight(u, target, mixedLoss));
                }
            }
        }
        return rows.targets();
    }

    private float weight(int user, int target, MixedLoss mixedLoss) {
        long sharing = Arrays.stream(mixedTarget[user])
                .filter(t ->
                        t != 0 && (mixedLoss == MixedLoss.PER_TOKEN || catalog.domainOf(t) == catalog.domainOf(target)))
                .count();
        return 1f / (users * sharing);
    }

    private Targets domainTargets(int domain, Layout layout) {
        TargetRows rows = new TargetRows();
        for (int u = 0; u < users; u++) {
            int user = u;
            long count = Arrays.stream(layout.slots(), layout.starts()[u], layout.starts()[u + 1])
                    .filter(slot -> domainTarget[user][slot] != 0)
                    .count();
            for (int row = layout.starts()[u]; row < layout.starts()[u + 1]; row++) {
                int slot = layout.slots()[row];
                int target = domainTarget[u][slot];
                if (target != 0 && catalog.domainOf(target) == domain) {
                    int[] drawn = Arrays.copyOfRange(domainNegatives[u], slot * negatives, (slot + 1) * negatives);
                    rows.add(row, target, drawn, 1f / (users * count));
                }
            }
        }
        return rows.targets();
    }

    /** Zero where no token sits. @shape [P, n] → users * window * n values */
    float[] pad(Packed pack) {
        int columns = (int) pack.values().size(1);
        float[] values = Torch.array(pack.values());
        float[] padded = new float[users * window * columns];
        Layout layout = pack.layout();
        for (int u = 0; u < users; u++) {
            for (int row = layout.starts()[u]; row < layout.starts()[u + 1]; row++) {
                int slot = u * window + layout.slots()[row];
                System.arraycopy(values, row * columns, padded, slot * columns, columns);
            }
        }
        return padded;
    }

    /** Growing columns of {@link Targets}. */
    private static final class TargetRows {
        private final List<Integer> rows = new ArrayList<>();
        private final List<Integer> positives = new ArrayList<>();
        private final List<int[]> negatives = new ArrayList<>();
        private final List<Float> weights = new ArrayList<>();

        void add(int row, int positive, int[] drawn, float weight) {
            rows.add(row);
            positives.add(positive);
            negatives.add(drawn);
            weights.add(weight);
        }

        Targets targets() {
            float[] w = new float[weights.size()];
            for (int i = 0; i < w.length; i++) {
                w[i] = weights.get(i);
            }
            return new Targets(
                    rows.stream().mapToInt(i -> i).toArray(),
                    positives.stream().mapToInt(i -> i).toArray(),
                    negatives.stream().flatMapToInt(Arrays::stream).toArray(),
                    w);
        }
    }
}
