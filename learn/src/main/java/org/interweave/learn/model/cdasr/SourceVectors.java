package org.interweave.learn.model.cdasr;

import org.bytedeco.pytorch.Tensor;
import org.interweave.core.batch.Branch;
import org.interweave.learn.nn.CausalEncoder;
import org.interweave.learn.nn.Dropout;
import org.interweave.learn.nn.Packed;
import org.interweave.learn.nn.SequenceEmbedding;
import org.interweave.learn.torch.Parameters;

/** What stands for a user's source items where attention looks for general preference. */
public enum SourceVectors {
    /** The items' vectors, in no order. */
    ITEMS {
        @Override
        Reader build(Parameters.Scope scope, SequenceEmbedding embedding, CausalEncoder.Shape shape) {
            return (e, tokens, dropout) -> new Packed(dropout.apply(e), tokens.layout());
        }
    },
    /** Those plus the vectors of their positions. */
    POSITIONED {
        @Override
        Reader build(Parameters.Scope scope, SequenceEmbedding embedding, CausalEncoder.Shape shape) {
            return embedding::positioned;
        }
    },
    /** The states of an encoder of its own. */
    ENCODED {
        @Override
        Reader build(Parameters.Scope scope, SequenceEmbedding embedding, CausalEncoder.Shape shape) {
            CausalEncoder encoder = CausalEncoder.of(scope, scope, shape);
            return (e, tokens, dropout) -> encoder.forward(embedding.positioned(e, tokens, dropout), dropout);
        }
    };

    /** Reads the source. */
    interface Reader {
        /** @shape e, the items' vectors [P_s, d] → [P_s, d] */
        Packed read(Tensor e, Branch tokens, Dropout dropout);
    }

    /** @param scope of what the choice has to learn */
    abstract Reader build(Parameters.Scope scope, SequenceEmbedding embedding, CausalEncoder.Shape shape);
}
