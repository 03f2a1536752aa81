package org.interweave.learn.model.merit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.interweave.core.batch.Layout;
import org.interweave.core.batch.MixedLoss;
import org.interweave.core.batch.NextItemBatch;
import org.interweave.core.batch.SequenceBatch;
import org.interweave.core.batch.Targets;
import org.interweave.core.data.Catalog;
import org.interweave.learn.model.Fixture;

/** The padded inputs of a fixture [B, L] as the packed batches the model takes. */
final class PaddedFixture {
    private final Catalog catalog;
    private final int window;
    private final int negatives;
    private final int users;
    private final List<int[]> histories;
    private final int[][] mixedTarget;
    private final int[][] domainTarget;
    private final int[][] mixedNegatives;
    private final int[][] domainNegatives;

    PaddedFixture(Fixture fixture, int window, int negatives) {
        this.catalog = fixture.catalog();
        this.window = window;
        this.negatives = negatives;
        histories = fixture.histories("input/sequence");
        users = histories.size();
        mixedTarget = fixture.rows("input/mixed_target");
        domainTarget = fixture.rows("input/domain_target");
        mixedNegatives = fixture.rows("input/mixed_negatives");
        domainNegatives = fixture.rows("input/domain_negatives");
    }

    int users() {
        return users;
    }

    NextItemBatch batch(MixedLoss mixedLoss) {
        SequenceBatch sequences = SequenceBatch.of(catalog, window, histories);
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
