package org.interweave.core.data;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.interweave.core.io.Digests;

/**
 * What a dataset directory must hold, and nothing that differs between two equal runs.
 *
 * @param order what the interactions of a user are sorted by
 * @param files size and SHA-256 by name
 * @param steps what each filter kept
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
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
    static final ObjectMapper JSON = new ObjectMapper()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES);

    public record DomainEntry(String name, int items, long interactions) {}

    /**
     * @param minItem interactions an item must have
     * @param minUser interactions a user must have in a domain
     * @param window latest interactions kept per user
     * @param minDomains in how many domains, "all" or a number
     * @param ties how equal times are ordered
     */
    public record Filters(int minItem, int minUser, int window, String minDomains, String ties) {}

    public record FileEntry(long bytes, String sha256) {}

    /** Rows, users and items per domain after a step, in catalogue order. */
    public record StepEntry(String name, List<Long> rows, List<Long> users, List<Long> items) {}

    /** Reads and checks the form; whether the files agree is {@link Dataset#open}'s part. */
    public static Manifest read(Path directory) throws IOException {
        Path file = directory.resolve(NAME);
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
            String line = e.getLocation() == null ? "" : ":" + e.getLocation().getLineNr();
            throw new DataException(file + line + ": not a dataset manifest: "
                    + e.getOriginalMessage().lines().findFirst().orElse("") + ". Try: prepare the dataset again");
        }
        if (!FORMAT.equals(manifest.format)) {
            throw new DataException(file + ": format is " + manifest.format + ", expected " + FORMAT
                    + ". Try: prepare the dataset again");
        }
        if (manifest.domains == null || manifest.files == null || manifest.filters == null) {
            throw new DataException(file + ": domains, files or filters are missing. Try: prepare the dataset again");
        }
        return manifest;
    }

    /** One number for the whole content: SHA-256 over the names and sums of all files. */
    public String checksum() {
        StringBuilder text = new StringBuilder();
        files.forEach((name, entry) ->
                text.append(name).append(' ').append(entry.sha256).append('\n'));
        return Digests.sha256(text.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

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
