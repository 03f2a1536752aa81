package org.interweave.learn.model.dream;

import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.interweave.learn.nn.Dropout;
import org.interweave.learn.nn.Packed;

/** The streams' encoders and what passes between them. */
interface Exchange {
    /**
     * @param merged f [wanted, d]
     * @param domains h_k of the domains asked for, each [wanted of k, d]
     * @param gates alpha_k of every extraction that was made
     */
    record States(Packed merged, List<Packed> domains, List<Tensor> gates) {}

    /**
     * States at the tokens wanted; nothing is computed that they do not read.
     *
     * @param x embeddings, the merged stream's [P, d] first, then [P_k, d] of every domain
     * @param domains whose h_k are wanted as well
     */
    States states(List<Packed> x, Tokens tokens, List<Integer> domains, Dropout dropout);
}
