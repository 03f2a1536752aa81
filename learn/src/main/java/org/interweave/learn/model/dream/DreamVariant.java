package org.interweave.learn.model.dream;

import java.util.List;
import org.interweave.learn.torch.Parameters;

/** Which way signal is extracted. */
public enum DreamVariant {
    /** From the domains' streams into the merged one: MERIT §5.2. */
    INJECT {
        @Override
        Exchange build(Parameters.Scope root, List<StreamEncoder> encoders, Dream.Config config) {
            return new Injection(root, encoders, config);
        }
    },
    /** From the merged stream into the domains': MERIT §1. */
    EXTRACT {
        @Override
        Exchange build(Parameters.Scope root, List<StreamEncoder> encoders, Dream.Config config) {
            return new Retrieval(root, encoders, config);
        }
    },
    /** Not at all. */
    OFF {
        @Override
        Exchange build(Parameters.Scope root, List<StreamEncoder> encoders, Dream.Config config) {
            return new NoExchange(encoders);
        }
    };

    abstract Exchange build(Parameters.Scope root, List<StreamEncoder> encoders, Dream.Config config);
}
