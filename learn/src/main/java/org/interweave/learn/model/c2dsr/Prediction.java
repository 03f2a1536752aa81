package org.interweave.learn.model.c2dsr;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import org.interweave.core.batch.Targets;
import org.interweave.core.data.Catalog;
import org.interweave.core.data.Domain;
import org.interweave.learn.model.Loss;
import org.interweave.learn.nn.FullSoftmax;
import org.interweave.learn.nn.Items;
import org.interweave.learn.nn.SampledSoftmax;
import org.interweave.learn.torch.Parameters;
import org.interweave.learn.torch.Torch;

/** What next items are predicted with, and how that is learned. */
public enum Prediction {
    /**
     * Softmax over all items of the domain and one class more, each domain with vectors of its own that no input reads. No target is of the class more.
     *
     * @departs the class is the published code's; answers do not see it
     */
    OWN {
        @Override
        int negatives(C2dsr.Config config) {
            return 0;
        }

        @Override
        Head build(Parameters.Scope root, C2dsr.Config config, Catalog catalog, Tensor merged) {
            List<Items> heads = new ArrayList<>();
            for (int k = 0; k < catalog.domainCount(); k++) {
                Parameters.Scope scope = root.child("head." + k);
                int size = catalog.domain(k).size();
                heads.add(new Items(
                        scope.normalTable("weight", 0.02, size, config.width()),
                        Optional.of(scope.constant("bias", 0, size))));
            }
            return new OwnHead(catalog, heads, root.child("head.pad"), config.width());
        }
    },
    /** The sampled softmax that all systems of MERIT's comparison share, with the merged stream's item table. */
    INFONCE {
        @Override
        int negatives(C2dsr.Config config) {
            return config.negatives();
        }

        @Override
        Head build(Parameters.Scope root, C2dsr.Config config, Catalog catalog, Tensor merged) {
            SampledSoftmax softmax = config.lossKernel().create();
            SampledSoftmax.Form form = SampledSoftmax.Form.of(config.temperature());
            return new Head() {
                @Override
                public Loss loss(List<List<Asked>> domains) {
                    List<SampledSoftmax.Term> terms = domains.stream()
                            .flatMap(List::stream)
                            .map(asked -> new SampledSoftmax.Term(asked.state, asked.targets))
                            .toList();
                    return Loss.of(softmax, Items.of(merged), terms, form);
                }

                @Override
                public Items items(int domain) {
                    Domain own = catalog.domain(domain);
                    return Items.of(Torch.span(merged, own.firstItem(), own.size()));
                }
            };
        }
    };

    /**
     * Tokens that have something to predict.
     *
     * @param state what items are scored with [t, d]
     * @param own the state of the stream that the tokens are of, which the class that is no item is scored with [t, d]
     */
    record Asked(Tensor state, Tensor own, Targets targets) {}

    /** Predicts items of every domain. */
    interface Head {
        /** The loss of what each domain is asked, a part per question. */
        Loss loss(List<List<Asked>> domains);

        Items items(int domain);
    }

    /** Drawn per target. */
    abstract int negatives(C2dsr.Config config);

    /** @param merged the merged stream's item table [V + 1, d] */
    abstract Head build(Parameters.Scope root, C2dsr.Config config, Catalog catalog, Tensor merged);

    private static final class OwnHead implements Head {
        private final Catalog catalog;
        private final List<Items> heads;
        private final Tensor padWeight;
        private final Tensor padBias;
        private final FullSoftmax softmax = new FullSoftmax();

        OwnHead(Catalog catalog, List<Items> heads, Parameters.Scope pad, int width) {
            this.catalog = catalog;
            this.heads = heads;
            padWeight = pad.normal("weight", 0.02, 1, width);
            padBias = pad.constant("bias", 0, 1);
        }

        @Override
        public Loss loss(List<List<Asked>> domains) {
            List<Loss> losses = new ArrayList<>();
            for (int k = 0; k < domains.size(); k++) {
                List<FullSoftmax.Term> terms = domains.get(k).stream()
                        .map(asked -> new FullSoftmax.Term(asked.state, asked.targets, Optional.of(pad(asked.own))))
                        .toList();
                losses.add(Loss.of(softmax, heads.get(k), catalog.domain(k).firstItem(), terms, 0));
            }
            return losses.stream().reduce((a, b) -> a.plus(1, b)).orElseThrow();
        }

        private Tensor pad(Tensor own) {
            return Torch.linear(own, padWeight, padBias).view(-1); // [t]
        }

        @Override
        public Items items(int domain) {
            return heads.get(domain);
        }
    }
}
