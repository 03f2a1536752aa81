package org.interweave.learn.model.merit;

import java.util.List;
import org.interweave.learn.nn.AttentionBlock;
import org.interweave.learn.nn.Dropout;
import org.interweave.learn.nn.Packed;
import org.interweave.learn.torch.Parameters;

/** How the merged branch takes in what the domains sent to it. */
interface MixedFusion {
    /**
     * @param own H_{M->M} [P, d], or some of its rows
     * @param domains H_{k->M} of every domain at its slots [P, d], Eq. 7
     */
    Packed fuse(Packed own, Packed domains, Dropout dropout);

    /** Table 3, MF1 and MF2. */
    enum Kind {
        ATTEND {
            @Override
            MixedFusion build(Parameters.Scope scope, Merit.Config config) {
                AttentionBlock attention = Attention.in(scope, config);
                return (own, domains, dropout) -> attention.forward(own, List.of(domains), dropout);
            }
        },
        /** MF1. */
        ADD {
            @Override
            MixedFusion build(Parameters.Scope scope, Merit.Config config) {
                return (own, domains, dropout) ->
                        own.with(own.values().add(domains.at(own.layout()).values()));
            }
        },
        /** MF2. */
        NONE {
            @Override
            MixedFusion build(Parameters.Scope scope, Merit.Config config) {
                return (own, domains, dropout) -> own;
            }
        };

        abstract MixedFusion build(Parameters.Scope scope, Merit.Config config);
    }
}
