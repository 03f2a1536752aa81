package org.interweave.learn.model.dream;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.interweave.core.data.Catalog;
import org.interweave.core.data.Domain;
import org.interweave.learn.model.Loss;
import org.interweave.learn.nn.FullSoftmax;
import org.interweave.learn.nn.Items;
import org.interweave.learn.nn.SampledSoftmax;
import org.interweave.learn.nn.SequenceEmbedding;

/** What the probability in the focal loss is a share of. */
public enum Focal {
    /** The positive and its negatives, with temperature. */
    SAMPLED {
        @Override
        int negatives(Dream.Config config) {
            return config.negatives();
        }

        @Override
        OfTerms build(Dream.Config config, Catalog catalog, SequenceEmbedding embedding) {
            SampledSoftmax softmax = config.lossKernel().create();
            SampledSoftmax.Form form = new SampledSoftmax.Form(config.temperature(), config.focus());
            return terms -> Loss.of(softmax, Items.of(embedding.items()), terms, form);
        }
    },
    /** All items of the target's domain, without temperature. */
    FULL {
        @Override
        int negatives(Dream.Config config) {
            return 0;
        }

        @Override
        OfTerms build(Dream.Config config, Catalog catalog, SequenceEmbedding embedding) {
            FullSoftmax softmax = new FullSoftmax();
            return terms -> {
                List<Loss> perDomain = new ArrayList<>();
                for (int k = 0; k < catalog.domainCount(); k++) {
                    Domain domain = catalog.domain(k);
                    List<FullSoftmax.Term> own = new ArrayList<>();
                    for (SampledSoftmax.Term term : terms.subList(2 * k, 2 * k + 2)) {
                        own.add(new FullSoftmax.Term(term.states(), term.targets(), Optional.empty()));
                    }
                    perDomain.add(Loss.of(softmax, embedding.items(domain), domain.firstItem(), own, config.focus()));
                }
                return perDomain.stream().reduce((a, b) -> a.plus(1, b)).orElseThrow();
            };
        }
    };

    /** The focal loss of two terms per domain, the merged stream's and the domain's own, one part each. */
    interface OfTerms {
        Loss of(List<SampledSoftmax.Term> terms);
    }

    /** Drawn per target. */
    abstract int negatives(Dream.Config config);

    abstract OfTerms build(Dream.Config config, Catalog catalog, SequenceEmbedding embedding);
}
