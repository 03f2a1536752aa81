package org.interweave.lab.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.interweave.lab.record.RunRecord;

/** The paper's Table 2 and 3, means over its five seeds. */
public final class PublishedNumbers {
    private static final String RESOURCE = "/org/interweave/lab/paper.json";
    private static final String PAPER = "paper";

    private final JsonNode table2;
    private final JsonNode table3;

    private PublishedNumbers(JsonNode root) {
        table2 = root.path("table2");
        table3 = root.path("table3");
    }

    public static PublishedNumbers read() throws IOException {
        try (InputStream in = RunRecord.class.getResourceAsStream(RESOURCE)) {
            return new PublishedNumbers(new ObjectMapper().readTree(in));
        }
    }

    /** Where Table 2 is printed. */
    public String source() {
        return table2.path("source").asText("");
    }

    /** Where Table 3 is printed. */
    String table3Source() {
        return table3.path("source").asText("");
    }

    /** The mean that Table 2 prints. */
    public OptionalDouble of(String study, String system, String domain, String metric) {
        JsonNode mean = entry(study, system, domain).path(metric).path(0);
        return mean.isNumber() ? OptionalDouble.of(mean.asDouble()) : OptionalDouble.empty();
    }

    Optional<Cell.Reference> table2(String study, String system, String domain, Metric metric) {
        JsonNode pair = entry(study, system, domain).path(metric.key());
        return pair.path(0).isNumber()
                ? Optional.of(new Cell.Reference(
                        PAPER, pair.path(0).asDouble(), pair.path(1).asDouble(Double.NaN)))
                : Optional.empty();
    }

    /** MRR summed over domains. */
    Optional<Cell.Reference> table3(String study, String system) {
        JsonNode mean = table3.path("numbers").path(study).path(system);
        return mean.isNumber() ? Optional.of(new Cell.Reference(PAPER, mean.asDouble(), Double.NaN)) : Optional.empty();
    }

    /** Data sets, in the paper's order. */
    List<String> studies() {
        return names(table2.path("numbers"));
    }

    /** Domains of a data set; none if the paper does not have it. */
    List<String> domains(String study) {
        JsonNode systems = table2.path("numbers").path(study);
        return systems.isEmpty() ? List.of() : names(systems.iterator().next());
    }

    /** How numbers were read that the paper prints doubtfully, as {@code system, domain: note}. */
    List<String> notes(String study) {
        List<String> notes = new ArrayList<>();
        for (String system : names(table2.path("numbers").path(study))) {
            for (String domain : names(table2.path("numbers").path(study).path(system))) {
                JsonNode note = entry(study, system, domain).path("note");
                if (note.isTextual()) {
                    notes.add(system + ", " + domain + ": " + note.asText() + ".");
                }
            }
        }
        return notes;
    }

    private JsonNode entry(String study, String system, String domain) {
        return table2.path("numbers").path(study).path(system).path(domain);
    }

    private static List<String> names(JsonNode node) {
        List<String> names = new ArrayList<>();
        node.fieldNames().forEachRemaining(names::add);
        return names;
    }
}
