package org.interweave.learn.model;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.interweave.core.data.DataException;
import org.interweave.learn.nn.LossKernel;
import org.interweave.learn.torch.Safetensors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a file says that is no fixture of ours. */
class FixtureTest {
    @TempDir
    private Path directory;

    /** A golden file of SASRec with one piece of metadata changed. */
    private Path with(String key, String value) throws IOException {
        Path golden = Golden.fixtures("sasrec").get(0);
        Map<String, String> metadata = new HashMap<>(Safetensors.metadata(golden));
        metadata.put(key, value);
        Map<String, Tensor> tensors = Safetensors.read(golden);
        Path file = directory.resolve("changed.safetensors");
        Safetensors.write(file, metadata, tensors);
        return file;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "profile | modern | metadata profile is 'modern', expected one of [classic, house]",
                "layers | 1.5 | metadata layers is '1.5', expected a whole number",
                "temperature | warm | metadata temperature is 'warm', expected a number",
                "heads | 7 | heads"
            })
    void metadataThatFitNoModelAreNamed(String key, String value, String expected) throws IOException {
        Path file = with(key, value);
        DataException e = assertThrows(DataException.class, () -> Parity.check(file, LossKernel.TORCH));
        assertTrue(e.getMessage().startsWith(file + ": "), e.getMessage());
        assertTrue(e.getMessage().contains(expected), e.getMessage());
    }

    @Test
    void theFileItselfIsAFixture() throws IOException {
        assertTrue(Parity.check(with("note", "unchanged"), LossKernel.TORCH).passed());
    }
}
