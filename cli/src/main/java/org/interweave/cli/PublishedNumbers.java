package org.interweave.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalDouble;

/** Numbers of a paper, kept as data beside the records they are compared with. */
final class PublishedNumbers {
    private final JsonNode root;

    private PublishedNumbers(JsonNode root) {
        this.root = root;
    }

    /** A missing file means that nothing is published. */
    static PublishedNumbers read(Path file) throws IOException {
        boolean present = Files.isRegularFile(file);
        return new PublishedNumbers(present ? new ObjectMapper().readTree(file.toFile()) : MissingNode.getInstance());
    }

    String source() {
        return root.path("source").asText("");
    }

    OptionalDouble of(String study, String model, String domain, String metric) {
        JsonNode value =
                root.path("numbers").path(study).path(model).path(domain).path(metric);
        return value.isNumber() ? OptionalDouble.of(value.asDouble()) : OptionalDouble.empty();
    }
}
