package org.interweave.learn.model.dream;

import java.util.List;
import org.interweave.learn.nn.Dropout;
import org.interweave.learn.nn.Packed;

/**
 * Ablation: every stream by itself.
 *
 * @param encoders of the merged stream, then of every domain
 */
record NoExchange(List<StreamEncoder> encoders) implements Exchange {
    @Override
    public States states(List<Packed> x, Tokens tokens, List<Integer> domains, Dropout dropout) {
        Packed f = encode(0, x, tokens, dropout);
        return new States(
                f, domains.stream().map(k -> encode(k + 1, x, tokens, dropout)).toList(), List.of());
    }

    private Packed encode(int stream, List<Packed> x, Tokens tokens, Dropout dropout) {
        StreamEncoder encoder = encoders.get(stream);
        return encoder.output(encoder.attend(x.get(stream), tokens, dropout), dropout);
    }
}
