package org.interweave.learn.model.merit;

import java.util.ArrayList;
import java.util.List;
import org.interweave.learn.nn.AttentionBlock;
import org.interweave.learn.nn.Dropout;
import org.interweave.learn.nn.Packed;
import org.interweave.learn.torch.Parameters;

/** How a domain's branch takes in what the others sent to it. */
interface SpecificFusion {
    /**
     * @param own H_{k->k} [P_k, d], or some of its rows
     * @param mixed H_{M->k} [P, d]
     * @param others H_{j->k} for every other domain j
     */
    Packed fuse(Packed own, Packed mixed, List<Packed> others, Dropout dropout);

    /** Table 3, SF1 to SF4. */
    enum Kind {
        /** Eq. 8-9: H_{M->k}, then every H_{j->k}, along length. */
        ATTEND {
            @Override
            SpecificFusion build(Parameters.Scope scope, Merit.Config config) {
                AttentionBlock attention = Attention.in(scope, config);
                return (own, mixed, others, dropout) -> {
                    List<Packed> keys = new ArrayList<>(List.of(mixed));
                    keys.addAll(others);
                    return attention.forward(own, keys, dropout);
                };
            }
        },
        /** SF1. */
        NO_MIXED {
            @Override
            SpecificFusion build(Parameters.Scope scope, Merit.Config config) {
                AttentionBlock attention = Attention.in(scope, config);
                return (own, mixed, others, dropout) -> attention.forward(own, others, dropout);
            }
        },
        /** SF2. */
        NO_OTHER {
            @Override
            SpecificFusion build(Parameters.Scope scope, Merit.Config config) {
                AttentionBlock attention = Attention.in(scope, config);
                return (own, mixed, others, dropout) -> attention.forward(own, List.of(mixed), dropout);
            }
        },
        /** SF3. */
        ADD {
            @Override
            SpecificFusion build(Parameters.Scope scope, Merit.Config config) {
                return (own, mixed, others, dropout) ->
                        own.with(own.values().add(mixed.at(own.layout()).values()));
            }
        },
        /** SF4. */
        NONE {
            @Override
            SpecificFusion build(Parameters.Scope scope, Merit.Config config) {
                return (own, mixed, others, dropout) -> own;
            }
        };

        abstract SpecificFusion build(Parameters.Scope scope, Merit.Config config);
    }
}
