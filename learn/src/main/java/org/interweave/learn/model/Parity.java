package org.interweave.learn.model;

import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.interweave.core.data.DataException;
import org.interweave.learn.nn.LossKernel;
import org.interweave.learn.torch.Libtorch;
import org.interweave.learn.torch.Precision;
import org.interweave.learn.torch.Safetensors;

/** Compares the production path with a fixture of an independent implementation: weights and inputs in, every output and gradient checked. */
public final class Parity {
    private Parity() {}

    /** Checks one file in full 32-bit precision. */
    public static ParityReport check(Path file) throws IOException {
        return check(file, LossKernel.AUTO);
    }

    /** The same with a certain loss kernel. */
    public static ParityReport check(Path file, LossKernel kernel) throws IOException {
        Libtorch.load();
        String model = Safetensors.metadata(file).getOrDefault("model", "");
        ModelEntry<?> entry = Models.ALL.stream()
                .filter(known -> known.id().equals(model))
                .findFirst()
                .orElseThrow(() -> new DataException(file + ": its metadata names the model '" + model
                        + "', expected one of: "
                        + Models.ALL.stream().map(ModelEntry::id).collect(Collectors.joining(", "))
                        + ". Try: a fixture written in the format of golden/README.md"));
        Libtorch.precision(Precision.HIGHEST);
        Fixture fixture = Fixture.read(file, kernel);
        try {
            return entry.parity().apply(fixture);
        } catch (IllegalArgumentException e) { // sizes that no such model can have
            throw new DataException(file + ": " + e.getMessage());
        }
    }
}
