package org.interweave.learn.model.bert4rec;

import java.util.List;
import java.util.Optional;
import org.interweave.learn.model.Loss;
import org.interweave.learn.nn.FullSoftmax;
import org.interweave.learn.nn.Items;
import org.interweave.learn.nn.SampledSoftmax;
import org.interweave.learn.torch.Torch;

/** What a hidden item is told from. */
public enum ClozeObjective {
    /** Its negatives, with temperature. */
    SAMPLED {
        @Override
        int negatives(Bert4Rec.Config config) {
            return config.negatives();
        }

        @Override
        OfTerms build(Bert4Rec.Config config) {
            SampledSoftmax softmax = config.lossKernel().create();
            SampledSoftmax.Form form = SampledSoftmax.Form.of(config.temperature());
            return (tokens, terms) -> Loss.of(softmax, tokens, terms, form);
        }
    },
    /** All items that the model knows, without temperature: BERT4Rec's own. */
    FULL {
        @Override
        int negatives(Bert4Rec.Config config) {
            return 0;
        }

        @Override
        OfTerms build(Bert4Rec.Config config) {
            FullSoftmax softmax = new FullSoftmax();
            return (tokens, terms) -> {
                long n = tokens.vectors().size(0) - 2; // the first row is nobody's, the last one MASK's
                Items items = new Items(
                        Torch.span(tokens.vectors(), 1, n), tokens.bias().map(bias -> Torch.span(bias, 1, n)));
                List<FullSoftmax.Term> all = terms.stream()
                        .map(term -> new FullSoftmax.Term(term.states(), term.targets(), Optional.empty()))
                        .toList();
                return Loss.of(softmax, items, 1, all, 0);
            };
        }
    };

    /** The sum of the terms' losses, one part each. */
    interface OfTerms {
        /** @param tokens a row per token id, MASK's last */
        Loss of(Items tokens, List<SampledSoftmax.Term> terms);
    }

    /** Drawn per hidden item from each domain. */
    abstract int negatives(Bert4Rec.Config config);

    abstract OfTerms build(Bert4Rec.Config config);
}
