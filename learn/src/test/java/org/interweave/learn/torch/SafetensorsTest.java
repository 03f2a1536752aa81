package org.interweave.learn.torch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.interweave.core.data.DataException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SafetensorsTest {
    @TempDir
    private Path directory;

    private Path file;

    @BeforeEach
    void writeAFile() throws IOException {
        Libtorch.load();
        file = directory.resolve("model.safetensors");
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        tensors.put("weight", Torch.floats(new float[] {1, 2, 3, 4, 5, 6}, 2, 3));
        tensors.put("ids", Torch.longs(new int[] {7, 8}));
        tensors.put("empty", Torch.zeros(0, 4));
        Safetensors.write(file, Map.of("note", "ä \"quoted\""), tensors);
    }

    @Test
    void whatIsWrittenIsRead() throws IOException {
        Map<String, Tensor> read = Safetensors.read(file);
        assertArrayEquals(new float[] {1, 2, 3, 4, 5, 6}, Torch.array(read.get("weight")));
        assertArrayEquals(new long[] {2, 3}, read.get("weight").shape());
        assertArrayEquals(new long[] {7, 8}, Torch.longArray(read.get("ids")));
        assertArrayEquals(new long[] {0, 4}, read.get("empty").shape());
        assertEquals("ä \"quoted\"", Safetensors.metadata(file).get("note"));
    }

    @Test
    void aFileCutOffAnywhereIsRefused() throws IOException {
        byte[] whole = Files.readAllBytes(file);
        for (int length : new int[] {0, 5, 8, 40, whole.length - 17, whole.length - 1}) {
            Files.write(file, Arrays.copyOf(whole, length));
            DataException e = assertThrows(DataException.class, () -> Safetensors.read(file), "cut to " + length);
            assertTrue(e.getMessage().startsWith(file.toString()), e.getMessage());
        }
        DataException e = assertThrows(DataException.class, () -> Safetensors.read(file));
        assertTrue(e.getMessage().contains("tensor ids ends at data byte 40, but only 39 bytes"), e.getMessage());
    }

    @Test
    void aChangedByteIsFoundAndItsTensorNamed() throws IOException {
        byte[] whole = Files.readAllBytes(file);
        int data = whole.length - 40; // weight, 24 bytes, then ids, 16 bytes
        for (int at = 0; at < 40; at++) {
            byte[] changed = whole.clone();
            changed[data + at] ^= 1;
            Files.write(file, changed);
            String name = at < 24 ? "weight" : "ids";
            DataException e = assertThrows(DataException.class, () -> Safetensors.read(file), "byte " + at);
            assertTrue(
                    e.getMessage()
                            .matches("\\Q" + file + "\\E: tensor " + name
                                    + " has SHA-256 [0-9a-f]{64}, expected [0-9a-f]{64}: the file is damaged"),
                    e.getMessage());
        }
    }

    @Test
    void aFileOfAnotherProgramNeedsNoDigests() throws IOException {
        byte[] header =
                "{\"w\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}".getBytes(StandardCharsets.UTF_8);
        Files.write(
                file,
                ByteBuffer.allocate(8 + header.length + 4)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putLong(header.length)
                        .put(header)
                        .putFloat(2.5f)
                        .array());
        assertArrayEquals(new float[] {2.5f}, Torch.array(Safetensors.read(file).get("w")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"[-1,-4]", "[4294967296,4294967296]", "[2]", "[1,1,1,2]"})
    void aShapeThatCannotBeIsRefused(String shape) throws IOException {
        byte[] header = ("{\"w\":{\"dtype\":\"F32\",\"shape\":" + shape + ",\"data_offsets\":[0,16]}}")
                .getBytes(StandardCharsets.UTF_8);
        Files.write(
                file,
                ByteBuffer.allocate(8 + header.length + 16)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putLong(header.length)
                        .put(header)
                        .array());
        DataException e = assertThrows(DataException.class, () -> Safetensors.read(file));
        assertTrue(e.getMessage().contains("tensor w (F32 ["), e.getMessage());
    }

    @Test
    void aHeaderThatIsNoHeaderIsRefused() throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[8] = 'x';
        Files.write(file, bytes);
        assertTrue(assertThrows(DataException.class, () -> Safetensors.read(file))
                .getMessage()
                .contains("not JSON"));
        bytes[7] = 0x40;
        Files.write(file, bytes);
        assertTrue(assertThrows(DataException.class, () -> Safetensors.read(file))
                .getMessage()
                .contains("header of"));
    }

    @Test
    void missingUnexpectedAndMisshapenTensorsAreListedTogether() {
        Map<String, Tensor> targets = Map.of("weight", Torch.zeros(3, 2), "bias", Torch.zeros(1));
        String message = assertThrows(DataException.class, () -> Safetensors.readInto(file, targets))
                .getMessage();
        for (String part : new String[] {
            "tensor weight is F32 [2, 3], expected F32 [3, 2]",
            "tensor bias is missing",
            "tensor ids is not part of this model",
            "tensor empty is not part of this model"
        }) {
            assertTrue(message.contains(part), message);
        }
    }

    @Test
    void aViewIsFilledInPlace() throws IOException {
        Tensor whole = Torch.zeros(2, 6);
        Map<String, Tensor> targets = Map.of(
                "weight", Torch.columns(whole, 2, 3), "ids", Torch.longs(new int[2]), "empty", Torch.zeros(0, 4));
        Safetensors.readInto(file, targets);
        assertArrayEquals(new float[] {0, 0, 1, 2, 3, 0, 0, 0, 4, 5, 6, 0}, Torch.array(whole));
    }
}
