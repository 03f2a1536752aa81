package org.interweave.learn.torch;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.interweave.core.data.DataException;
import org.interweave.core.io.AtomicFile;
import org.interweave.core.io.Digests;

/**
 * Named tensors in one file, in the safetensors format: 8 bytes of header length, a JSON header, then the data without gaps.
 *
 * <p>Files written here carry the SHA-256 of every tensor in their metadata, as {@code sha256/NAME}; where a file has it, reading compares it.
 *
 * <p>Reading checks everything the header claims before a byte of data is believed; messages name the tensor, what was found and what was expected.
 */
public final class Safetensors {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long LONGEST_HEADER = 100_000_000;
    private static final Map<ScalarType, String> NAMES = Map.of(ScalarType.Float, "F32", ScalarType.Long, "I64");
    private static final int CHUNK = 1 << 28;
    private static final String DIGEST = "sha256/";
    private static final String NO_DIGEST_YET = "0".repeat(64);

    private Safetensors() {}

    private record Entry(String type, long[] shape, long begin, long end) {
        String describe() {
            return type + " " + Arrays.toString(shape);
        }
    }

    /** @param digests SHA-256 by tensor, of those that have one */
    private record Header(
            Map<String, String> metadata, Map<String, String> digests, Map<String, Entry> entries, long dataStart) {}

    /** Writes to a temporary name, syncs and renames: a reader sees the old file or the new one, never half of one. */
    public static void write(Path file, Map<String, String> metadata, Map<String, Tensor> tensors) throws IOException {
        Map<String, String> digests = new LinkedHashMap<>();
        tensors.keySet().forEach(name -> digests.put(name, NO_DIGEST_YET));
        AtomicFile.writeWith(file, channel -> {
            byte[] header = header(metadata, digests, tensors);
            put(channel, ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(0, header.length));
            put(channel, ByteBuffer.wrap(header));
            for (var tensor : tensors.entrySet()) {
                digests.put(tensor.getKey(), writeData(channel, tensor.getValue()));
            }
            channel.position(8); // the digests are known only now, and as long as what stands for them
            put(channel, ByteBuffer.wrap(header(metadata, digests, tensors)));
        });
    }

    private static byte[] header(Map<String, String> metadata, Map<String, String> digests, Map<String, Tensor> tensors)
            throws IOException {
        ObjectNode root = JSON.createObjectNode();
        ObjectNode strings = root.putObject("__metadata__");
        metadata.forEach(strings::put);
        digests.forEach((name, digest) -> strings.put(DIGEST + name, digest));
        long offset = 0;
        for (var entry : tensors.entrySet()) {
            Tensor tensor = entry.getValue();
            ObjectNode node = root.putObject(entry.getKey());
            node.put("dtype", typeOf(tensor));
            var shape = node.putArray("shape");
            for (long size : tensor.shape()) {
                shape.add(size);
            }
            long end = offset + tensor.nbytes();
            node.putArray("data_offsets").add(offset).add(end);
            offset = end;
        }
        byte[] text = JSON.writeValueAsBytes(root);
        byte[] padded = Arrays.copyOf(text, (text.length + 7) / 8 * 8);
        Arrays.fill(padded, text.length, padded.length, (byte) ' ');
        return padded;
    }

    /** Writes the values and returns their SHA-256. */
    private static String writeData(FileChannel channel, Tensor tensor) throws IOException {
        MessageDigest digest = Digests.start();
        try {
            Step.compute(() -> {
                try {
                    Tensor flat =
                            tensor.detach().contiguous(MemoryFormat.Contiguous).view(-1);
                    long perChunk = CHUNK / Math.max(1, flat.element_size());
                    for (long at = 0; at < flat.numel(); at += perChunk) {
                        ByteBuffer bytes = Torch.bytes(flat.narrow(0, at, Math.min(perChunk, flat.numel() - at)));
                        digest.update(bytes.duplicate());
                        put(channel, bytes);
                    }
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
                return null;
            });
        } catch (java.io.UncheckedIOException e) {
            throw e.getCause();
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /** The strings stored beside the tensors. */
    public static Map<String, String> metadata(Path file) throws IOException {
        try (FileChannel channel = open(file)) {
            return header(file, channel).metadata;
        }
    }

    /** All tensors of the file. Inside a step they live as long as it does. */
    public static Map<String, Tensor> read(Path file) throws IOException {
        try (FileChannel channel = open(file)) {
            Header header = header(file, channel);
            Map<String, Tensor> tensors = new LinkedHashMap<>();
            for (var entry : header.entries.entrySet()) {
                Entry e = entry.getValue();
                Tensor tensor = torch.empty(e.shape, new TensorOptions(scalarType(e.type)), new MemoryFormatOptional());
                fill(file, channel, header, entry.getKey(), tensor);
                tensors.put(entry.getKey(), tensor);
            }
            return tensors;
        }
    }

    /** Fills the given tensors in place; missing, unexpected and mis-shaped ones are listed together. Returns the metadata. */
    public static Map<String, String> readInto(Path file, Map<String, Tensor> targets) throws IOException {
        try (FileChannel channel = open(file)) {
            Header header = header(file, channel);
            requireSameTensors(file, header, targets);
            for (var target : targets.entrySet()) {
                Entry entry = header.entries.get(target.getKey());
                Step.infer(() -> {
                    Tensor values = torch.empty(
                            entry.shape, new TensorOptions(scalarType(entry.type)), new MemoryFormatOptional());
                    try {
                        fill(file, channel, header, target.getKey(), values);
                    } catch (IOException e) {
                        throw new java.io.UncheckedIOException(e);
                    }
                    Parameters.assign(target.getValue(), values);
                    return null;
                });
            }
            return header.metadata;
        } catch (java.io.UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static void requireSameTensors(Path file, Header header, Map<String, Tensor> targets) {
        List<String> faults = new ArrayList<>();
        targets.forEach((name, tensor) -> {
            Entry found = header.entries.get(name);
            String expected = typeOf(tensor) + " " + Arrays.toString(tensor.shape());
            if (found == null) {
                faults.add("tensor " + name + " is missing");
            } else if (!found.describe().equals(expected)) {
                faults.add("tensor " + name + " is " + found.describe() + ", expected " + expected);
            }
        });
        header.entries.keySet().stream()
                .filter(name -> !targets.containsKey(name))
                .forEach(name -> faults.add("tensor " + name + " is not part of this model"));
        if (!faults.isEmpty()) {
            String listed = String.join("; ", faults.subList(0, Math.min(5, faults.size())));
            throw new DataException(file + ": " + listed
                    + (faults.size() > 5 ? "; and " + (faults.size() - 5) + " more" : "")
                    + ". Try: use the file with the configuration it was written with");
        }
    }

    private static FileChannel open(Path file) throws IOException {
        if (Files.isDirectory(file)) {
            throw new DataException(file + ": is a directory, expected a safetensors file");
        }
        try {
            return FileChannel.open(file);
        } catch (NoSuchFileException e) {
            throw new DataException(file + ": no such file");
        }
    }

    private static Header header(Path file, FileChannel channel) throws IOException {
        long size = channel.size();
        if (size < 8) {
            throw new DataException(file + ": " + size + " bytes found, a safetensors file has at least 8");
        }
        long length = read(file, channel, 0, 8).order(ByteOrder.LITTLE_ENDIAN).getLong(0);
        if (length < 2 || length > LONGEST_HEADER || 8 + length > size) {
            throw new DataException(file + ": header of " + length + " bytes claimed at byte 0, but the file has "
                    + size + " bytes: it is cut off or not a safetensors file");
        }
        JsonNode root;
        try {
            root = JSON.readTree(read(file, channel, 8, (int) length).array());
        } catch (JsonProcessingException e) {
            throw new DataException(
                    file + ": the header at byte 8 is not JSON: it is damaged or not a safetensors file");
        }
        Map<String, String> metadata = new LinkedHashMap<>();
        Map<String, String> digests = new LinkedHashMap<>();
        Map<String, Entry> entries = new LinkedHashMap<>();
        root.fields().forEachRemaining(field -> {
            if (field.getKey().equals("__metadata__")) {
                field.getValue().fields().forEachRemaining(m -> {
                    boolean isDigest = m.getKey().startsWith(DIGEST);
                    String key = isDigest ? m.getKey().substring(DIGEST.length()) : m.getKey();
                    (isDigest ? digests : metadata).put(key, m.getValue().asText());
                });
            } else {
                entries.put(field.getKey(), entry(file, field.getKey(), field.getValue(), size - 8 - length));
            }
        });
        return new Header(metadata, digests, entries, 8 + length);
    }

    private static Entry entry(Path file, String name, JsonNode node, long dataBytes) {
        String type = node.path("dtype").asText();
        long[] shape = StreamSupport.stream(node.path("shape").spliterator(), false)
                .mapToLong(JsonNode::asLong)
                .toArray();
        long begin = node.path("data_offsets").path(0).asLong(-1);
        long end = node.path("data_offsets").path(1).asLong(-1);
        Entry entry = new Entry(type, shape, begin, end);
        long elementBytes = scalarType(file, name, type) == ScalarType.Long ? 8 : 4;
        long bytes;
        try {
            bytes = Arrays.stream(shape).reduce(elementBytes, Math::multiplyExact);
        } catch (ArithmeticException e) {
            bytes = Long.MAX_VALUE; // more than any file holds
        }
        if (begin < 0 || end - begin != bytes || Arrays.stream(shape).anyMatch(size -> size < 0)) {
            throw new DataException(file + ": tensor " + name + " (" + entry.describe() + ") claims " + (end - begin)
                    + " bytes, expected " + bytes);
        }
        if (end > dataBytes) {
            throw new DataException(file + ": tensor " + name + " ends at data byte " + end + ", but only " + dataBytes
                    + " bytes of data are there: the file is cut off");
        }
        return entry;
    }

    private static ScalarType scalarType(Path file, String name, String type) {
        ScalarType scalarType = scalarType(type);
        if (scalarType == null) {
            throw new DataException(file + ": tensor " + name + " has type " + type + ", expected F32 or I64");
        }
        return scalarType;
    }

    private static ScalarType scalarType(String type) {
        return switch (type) {
            case "F32" -> ScalarType.Float;
            case "I64" -> ScalarType.Long;
            default -> null;
        };
    }

    private static String typeOf(Tensor tensor) {
        String name = NAMES.get(tensor.scalar_type().intern());
        if (name == null) {
            throw new IllegalArgumentException(
                    "tensors of type " + tensor.scalar_type() + " cannot be stored, only F32 and I64");
        }
        return name;
    }

    private static void fill(Path file, FileChannel channel, Header header, String name, Tensor tensor)
            throws IOException {
        MessageDigest digest = Digests.start();
        Tensor flat = tensor.view(-1);
        long perChunk = CHUNK / Math.max(1, flat.element_size());
        long position = header.dataStart + header.entries.get(name).begin;
        for (long at = 0; at < flat.numel(); at += perChunk) {
            ByteBuffer memory = Torch.bytes(flat.narrow(0, at, Math.min(perChunk, flat.numel() - at)));
            position = readFully(file, channel, position, memory.duplicate());
            digest.update(memory);
        }
        String found = HexFormat.of().formatHex(digest.digest());
        String expected = header.digests.getOrDefault(name, found);
        if (!found.equals(expected)) {
            throw new DataException(file + ": tensor " + name + " has SHA-256 " + found + ", expected " + expected
                    + ": the file is damaged");
        }
    }

    private static ByteBuffer read(Path file, FileChannel channel, long position, int bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(bytes);
        readFully(file, channel, position, buffer);
        return buffer;
    }

    private static long readFully(Path file, FileChannel channel, long position, ByteBuffer buffer) throws IOException {
        while (buffer.hasRemaining()) {
            int read = channel.read(buffer, position);
            if (read < 0) {
                throw new DataException(
                        file + ": ends at byte " + position + ", more was expected: the file is cut off");
            }
            position += read;
        }
        return position;
    }

    private static void put(FileChannel channel, ByteBuffer buffer) throws IOException {
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }
}
