package org.interweave.learn.model.dream;

import java.util.ArrayList;
import java.util.List;
import org.interweave.learn.nn.Dropout;
import org.interweave.learn.nn.LayerNorm;
import org.interweave.learn.nn.Packed;
import org.interweave.learn.torch.Parameters;

/** The other direction: every domain's stream extracts from the merged one. */
final class Retrieval implements Exchange {
    private final List<StreamEncoder> encoders;
    private final List<Extraction> extractions = new ArrayList<>();
    private final List<LayerNorm> norms = new ArrayList<>();

    /** @param encoders of the merged stream, then of every domain */
    Retrieval(Parameters.Scope root, List<StreamEncoder> encoders, Dream.Config config) {
        this.encoders = encoders;
        for (int k = 0; k + 1 < encoders.size(); k++) {
            extractions.add(new Extraction(root, k, config));
            norms.add(new LayerNorm(root.child("injection_norm." + k), config.width()));
        }
    }

    /** u_k = LN(r + Dropout(alpha_k * e_k)), h_k = LN(u_k + Dropout(FFN(u_k))). */
    @Override
    public States states(List<Packed> x, Tokens tokens, List<Integer> domains, Dropout dropout) {
        StreamEncoder merged = encoders.get(0);
        // As keys all tokens' states are read, for f the wanted ones alone.
        Packed g = merged.attend(x.get(0), domains.isEmpty() ? tokens : Tokens.ALL, dropout);
        Packed f = merged.output(tokens.of(g), dropout);
        List<Packed> h = new ArrayList<>();
        List<Extraction.Extract> extracts = new ArrayList<>();
        for (int k : domains) {
            Packed r = encoders.get(k + 1).attend(x.get(k + 1), tokens, dropout);
            Extraction.Extract extract = extractions.get(k).read(r, g);
            Packed u = r.with(norms.get(k).forward(dropout.addTo(r.values(), extract.gated())));
            h.add(encoders.get(k + 1).output(u, dropout));
            extracts.add(extract);
        }
        return new States(f, h, extracts.stream().map(Extraction.Extract::gate).toList());
    }
}
