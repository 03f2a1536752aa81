package org.interweave.learn.model.c2dsr;

import org.bytedeco.pytorch.Tensor;
import org.interweave.learn.model.Loss;
import org.interweave.learn.nn.Packed;
import org.interweave.learn.torch.Parameters;
import org.interweave.learn.torch.Torch;

/**
 * One domain's discriminator D(u, z) = u W z + b. From the domain's mean state z it has to tell the merged state u of the other domains' tokens from what that state
 * becomes when the domain's items are replaced by random ones.
 */
final class InfoMax {
    private final Tensor weight;
    private final Tensor bias;

    InfoMax(Parameters.Scope scope, int width) {
        // Xavier's bound for [1, d, d], which counts d * d inputs and d outputs.
        weight = scope.uniform("weight", Math.sqrt(6.0 / ((double) width * width + width)), width, width);
        bias = scope.constant("bias", 0, 1);
    }

    /** D(u+, z) and D(u-, z). @shape [n] each */
    record Verdicts(Tensor real, Tensor corrupted) {}

    Verdicts verdicts(Contrast contrast, Packed merged, Packed own) {
        Tensor z = contrast.own().times(own.values()); // [n, d]
        Tensor compared = Torch.timesTransposed(z, weight); // W z [n, d]
        return new Verdicts(
                of(contrast.others().times(merged.values()), compared),
                of(contrast.corrupted().times(merged.values()), compared));
    }

    private Tensor of(Tensor u, Tensor compared) {
        return u.mul(compared).sum(1).add(bias);
    }

    /** The mean over users of softplus(-D(u+, z)) + softplus(D(u-, z)): binary cross-entropy. */
    static Loss loss(Verdicts verdicts) {
        long n = verdicts.real.size(0);
        if (n == 0) {
            return Loss.zero();
        }
        Tensor sum = Torch.softplus(verdicts.real.neg())
                .add(Torch.softplus(verdicts.corrupted))
                .sum();
        return Loss.of(Torch.scale(sum, 1.0 / n));
    }
}
