package org.interweave.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.OptionalDouble;
import org.interweave.lab.record.RunRecord;

/** The paper's Table 2, means over its five seeds. */
final class PublishedNumbers {
    private static final String RESOURCE = "/org/interweave/lab/paper.json";

    private final JsonNode table;

    private PublishedNumbers(JsonNode table) {
        this.table = table;
    }

    static PublishedNumbers read() throws IOException {
        try (InputStream in = RunRecord.class.getResourceAsStream(RESOURCE)) {
            return new PublishedNumbers(new ObjectMapper().readTree(in).path("table2"));
        }
    }

    String source() {
        return table.path("source").asText("");
    }

    OptionalDouble of(String study, String system, String domain, String metric) {
        JsonNode mean = table.path("numbers")
                .path(study)
                .path(system)
                .path(domain)
                .path(metric)
                .path(0);
        return mean.isNumber() ? OptionalDouble.of(mean.asDouble()) : OptionalDouble.empty();
    }
}
