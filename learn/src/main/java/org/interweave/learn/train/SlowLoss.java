package org.interweave.learn.train;

import java.util.Optional;
import org.interweave.learn.nn.LossKernel;

/** What to tell whoever trains on the slow path without having asked for it: everything works, several times slower, and nothing else would show why. */
final class SlowLoss {
    private SlowLoss() {}

    static Optional<String> of(RunConfig config, boolean vectorAvailable) {
        boolean automatic = config.list().stream()
                .anyMatch(setting -> setting.name().equals("lossKernel")
                        && setting.value().equalsIgnoreCase(LossKernel.AUTO.name()));
        return automatic && !vectorAvailable
                ? Optional.of(
                        "this JVM runs without the Vector API, so the loss is computed by libtorch, several times slower."
                                + " Try: start java with --add-modules=jdk.incubator.vector, as ./interweave does")
                : Optional.empty();
    }
}
