package org.interweave.learn.model.merit;

import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.interweave.learn.nn.Dropout;
import org.interweave.learn.nn.Packed;
import org.interweave.learn.torch.Parameters;

/** The feed-forward part of a branch's encoder, which makes one output for every branch. */
interface Transfer {
    /**
     * @param outputs H_{x->y} for every y, each [P, d]
     * @param gates weights of [shared, own] expert for every y, each [P, 2]; empty where there is no gate
     */
    record Outputs(List<Packed> outputs, List<Tensor> gates) {
        Packed to(int branch) {
            return outputs.get(branch);
        }
    }

    /** Every output. @shape s [P, d] */
    Outputs forward(Packed s, Dropout dropout);

    /** For scoring, without dropout: what nobody asks for is not computed. */
    Answers ask(Packed s);

    /** Outputs worked out when they are asked for. */
    interface Answers {
        /** H_{x->y} at all tokens. */
        Packed to(int branch);

        /** H_{x->y} at every user's newest token. */
        Packed latestTo(int branch);
    }

    /** Table 3, FF1. */
    enum Kind {
        MULTI_OUTPUT {
            @Override
            Transfer build(Parameters.Scope scope, List<String> branches, String self, Merit.Config config) {
                return new MoFfn(scope, branches, config);
            }
        },
        SINGLE_OUTPUT {
            @Override
            Transfer build(Parameters.Scope scope, List<String> branches, String self, Merit.Config config) {
                return new SingleFfn(scope, branches.size(), self, config);
            }
        };

        abstract Transfer build(Parameters.Scope scope, List<String> branches, String self, Merit.Config config);
    }
}
