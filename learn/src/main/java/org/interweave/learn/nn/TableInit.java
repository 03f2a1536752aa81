package org.interweave.learn.nn;

import org.bytedeco.pytorch.Tensor;
import org.interweave.learn.torch.Parameters;

/** What tables of vectors hold at first: normal with deviation 0.02. */
public enum TableInit {
    /** Cut at two deviations. */
    TRUNCATED_NORMAL {
        @Override
        Tensor table(Parameters.Scope scope, String name, long rows, long width) {
            return scope.truncatedNormal(name, DEVIATION, rows, width);
        }
    },
    /** With its tails. */
    NORMAL {
        @Override
        Tensor table(Parameters.Scope scope, String name, long rows, long width) {
            return scope.normalTable(name, DEVIATION, rows, width);
        }
    };

    private static final double DEVIATION = 0.02;

    abstract Tensor table(Parameters.Scope scope, String name, long rows, long width);
}
