package org.interweave.learn.model;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.interweave.core.data.DataException;
import org.interweave.learn.model.merit.MeritParity;
import org.interweave.learn.torch.Precision;
import org.interweave.learn.torch.Safetensors;
import org.interweave.learn.torch.Torch;

/** Compares the production path with a fixture of an independent implementation: weights and inputs in, every output and gradient checked. */
public final class Parity {
    private Parity() {}

    /** Checks one file in full 32-bit precision. */
    public static ParityReport check(Path file) throws IOException {
        Torch.load();
        Map<String, String> metadata = Safetensors.metadata(file);
        String model = metadata.getOrDefault("model", "");
        Torch.precision(Precision.HIGHEST);
        if (model.equals("merit")) {
            return MeritParity.check(file);
        }
        throw new DataException(file + ": its metadata names the model '" + model + "', expected one of: merit."
                + " Try: a fixture written in the format of golden/README.md");
    }
}
