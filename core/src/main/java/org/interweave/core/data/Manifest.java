package org.interweave.core.data;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.interweave.core.io.Digests;

/**
 * What a dataset directory must hold, and nothing that differs between two equal runs.
 *
 * @param order what the interactions of a user are sorted by
 * @param files size and SHA-256 by name
 * @param steps what each filter kept
 */
public record Manifest(
        String format,
        List<DomainEntry> domains,
        int users,
        int interactions,
        Filters filters,
        String order,
        Map<String, FileEntry> files,
        List<StepEntry> steps) {
    public static final String FORMAT = "interweave-dataset/1";
    public static final String NAME = "manifest.json";
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .build();

    /** A domain with its numbers of items and interactions. */
    public record DomainEntry(String name, int items, long interactions) {}

    /**
     * @param minItem interactions an item must have
     * @param minUser interactions a user must have in a domain
     * @param window latest interactions kept per user
     * @param minDomains in how many domains, "all" or a number
     * @param ties how equal times are ordered
     */
    public record Filters(int minItem, int minUser, int window, String minDomains, String ties) {}

    /** Size and SHA-256, in lower-case hexadecimal digits, of a file. */
    public record FileEntry(long bytes, String sha256) {}

    /** Rows, users and items per domain after a step, in catalogue order. */
    public record StepEntry(String name, List<Long> rows, List<Long> users, List<Long> items) {}

    /** Reads and checks the manifest itself; whether the files agree with it is {@link Dataset#open}'s part. */
    public static Manifest read(Path directory) throws IOException {
        Path file = directory.resolve(NAME);
        if (Files.isRegularFile(directory)) {
            throw new DataException(
                    directory + ": a file, expected a dataset directory. Try: make one with interweave prepare");
        }
        if (!Files.isDirectory(directory)) {
            throw new DataException(directory + ": no such dataset directory. Try: make one with interweave prepare");
        }
        if (!Files.isRegularFile(file)) {
            throw new DataException(
                    directory + ": not a dataset: " + NAME + " is missing. Try: make one with interweave prepare");
        }
        Manifest manifest;
        try {
            manifest = JSON.readValue(file.toFile(), Manifest.class);
        } catch (JsonProcessingException e) {
            requireNoOtherFormat(file);
            String line = e.getLocation() == null ? "" : ":" + e.getLocation().getLineNr();
            throw new DataException(
                    file + line + ": not a dataset manifest: " + inWords(e) + ". Try: prepare the dataset again", e);
        }
        String defect = ManifestCheck.firstDefect(manifest);
        if (!defect.isEmpty()) {
            throw new DataException(file + ": " + defect + ". Try: prepare the dataset again");
        }
        return manifest;
    }

    /** A manifest of something else, such as a run, says so itself. */
    private static void requireNoOtherFormat(Path file) throws IOException {
        String format;
        try {
            format = JSON.readTree(file.toFile()).path("format").asText(FORMAT);
        } catch (JsonProcessingException e) {
            return; // no JSON: the caller says where it breaks
        }
        if (!format.equals(FORMAT)) {
            throw new DataException(file + ": format is " + format + ", expected " + FORMAT + ": " + file.getParent()
                    + " is no dataset. Try: its folder dataset, if it is a run");
        }
    }

    /** Which key, and what about it, without the parser's advice to programmers. */
    private static String inWords(JsonProcessingException e) {
        String what = e.getOriginalMessage().lines().findFirst().orElse("").replaceFirst(" \\(.*", "");
        if (!(e instanceof JsonMappingException mapping) || mapping.getPath().isEmpty()) {
            return what;
        }
        String key = mapping.getPath().stream()
                .map(at -> at.getFieldName() == null ? Integer.toString(at.getIndex()) : at.getFieldName())
                .collect(Collectors.joining("."));
        return key + ": " + what;
    }

    /** One number for the whole content: SHA-256 over the names and sums of all files. */
    public String checksum() {
        StringBuilder text = new StringBuilder();
        files.forEach((name, entry) ->
                text.append(name).append(' ').append(entry.sha256).append('\n'));
        return Digests.sha256(text.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** The item ranges of the domains. */
    public Catalog catalog() {
        List<Domain> list = new ArrayList<>();
        int next = 1;
        for (DomainEntry entry : domains) {
            list.add(new Domain(entry.name, next, next + entry.items - 1));
            next += entry.items;
        }
        return new Catalog(list);
    }

    String toJson() throws IOException {
        return JSON.writeValueAsString(this) + "\n";
    }
}
