package org.interweave.learn.model.dream;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.interweave.learn.nn.Dropout;
import org.interweave.learn.nn.LayerNorm;
import org.interweave.learn.nn.Packed;
import org.interweave.learn.torch.Parameters;

/** The merged stream extracts from every domain's, which know nothing of each other. */
final class Injection implements Exchange {
    private final List<StreamEncoder> encoders;
    private final List<Extraction> extractions = new ArrayList<>();
    private final LayerNorm norm;

    /** @param encoders of the merged stream, then of every domain */
    Injection(Parameters.Scope root, List<StreamEncoder> encoders, Dream.Config config) {
        this.encoders = encoders;
        for (int k = 0; k + 1 < encoders.size(); k++) {
            extractions.add(new Extraction(root, k, config));
        }
        norm = new LayerNorm(root.child("injection_norm"), config.width());
    }

    /** u = LN(g + Dropout(sum over k of alpha_k * e_k)), f = LN(u + Dropout(FFN(u))). */
    @Override
    public States states(List<Packed> x, Tokens tokens, List<Integer> domains, Dropout dropout) {
        List<Packed> h = new ArrayList<>(); // all tokens: they are keys
        for (int k = 0; k < extractions.size(); k++) {
            StreamEncoder encoder = encoders.get(k + 1);
            h.add(encoder.output(encoder.attend(x.get(k + 1), Tokens.ALL, dropout), dropout));
        }
        Packed g = encoders.get(0).attend(x.get(0), tokens, dropout);
        List<Extraction.Extract> extracts = new ArrayList<>();
        for (int k = 0; k < extractions.size(); k++) {
            extracts.add(extractions.get(k).read(g, h.get(k)));
        }
        Tensor injected = extracts.stream()
                .map(Extraction.Extract::gated)
                .reduce(Tensor::add)
                .orElseThrow();
        Packed u = g.with(norm.forward(dropout.addTo(g.values(), injected)));
        Packed f = encoders.get(0).output(u, dropout);
        return new States(
                f,
                domains.stream().map(k -> tokens.of(h.get(k))).toList(),
                extracts.stream().map(Extraction.Extract::gate).toList());
    }
}
