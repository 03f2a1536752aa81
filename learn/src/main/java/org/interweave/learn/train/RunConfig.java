package org.interweave.learn.train;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.interweave.learn.model.ModelEntry;
import org.interweave.learn.model.Models;
import org.interweave.learn.model.TrainingConfig;
import org.interweave.learn.nn.Meaning;

/**
 * Everything that decides what a run computes, apart from its dataset: what run.json holds.
 *
 * <p>A JSON object with {@code model}, {@code training} and {@code settings}; what is left out takes its default, what is not known is an error that names the nearest known key.
 *
 * @param model id of the model
 * @param training how it is trained
 * @param settings the model's own settings, of its entry's settings type
 */
public record RunConfig(String model, TrainingConfig training, Record settings) {
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
    private static final List<String> KEYS = List.of("model", "training", "settings");

    /**
     * One setting as a person sees it.
     *
     * @param section {@code training} or {@code settings}
     * @param expected the values it takes, in words
     * @param meaning what it does
     */
    public record Setting(String section, String name, String value, String expected, String meaning) {}

    public RunConfig {
        Models.byId(model).settings().cast(settings);
    }

    /** What a model is and how it is trained unless told otherwise. */
    public static RunConfig defaults(String model) {
        ModelEntry<?> entry = Models.byId(model);
        return new RunConfig(model, entry.training(), entry.defaults());
    }

    /** Reads a file of the form of run.json. */
    public static RunConfig read(Path file) throws IOException {
        String text;
        if (Files.isDirectory(file)) {
            throw new IllegalArgumentException(file + " is a directory, expected a file of settings such as run.json");
        }
        try {
            text = Files.readString(file);
        } catch (NoSuchFileException e) {
            throw new IllegalArgumentException(file + ": no such file");
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException(file + ": not UTF-8 text");
        }
        try {
            return parse(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
        }
    }

    /** The inverse of {@link #toJson}. */
    public static RunConfig parse(String json) {
        try {
            return fromTree(JSON.readTree(json));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    "not JSON at line " + e.getLocation().getLineNr() + ", column "
                            + e.getLocation().getColumnNr() + ": " + e.getOriginalMessage());
        }
    }

    private static RunConfig fromTree(JsonNode root) {
        requireObject(root, "the file");
        requireKnown(root, KEYS, "");
        JsonNode model = root.path("model");
        if (!model.isTextual()) {
            throw new IllegalArgumentException("model is " + (model.isMissingNode() ? "missing" : model)
                    + ", expected a name in quotes, such as \""
                    + Models.ALL.get(0).id() + "\"");
        }
        ModelEntry<?> entry = Models.byId(model.asText());
        return new RunConfig(
                entry.id(),
                section(TrainingConfig.class, entry.training(), root, "training"),
                section(entry.settings(), entry.defaults(), root, "settings"));
    }

    private static <R extends Record> R section(Class<R> type, Record defaults, JsonNode root, String name) {
        ObjectNode values = RecordJson.write(defaults);
        if (root.has(name)) {
            requireObject(root.get(name), name);
            requireKnown(root.get(name), RecordJson.names(type), name + ".");
            values.setAll((ObjectNode) root.get(name));
        }
        return RecordJson.read(type, values, name + ".");
    }

    private static void requireObject(JsonNode node, String what) {
        if (node.isMissingNode()) {
            throw new IllegalArgumentException(what + " is empty, expected a JSON object");
        }
        if (!node.isObject()) {
            throw new IllegalArgumentException(
                    what + " is " + node.getNodeType().name().toLowerCase(Locale.ROOT) + ", expected a JSON object");
        }
    }

    private static void requireKnown(JsonNode node, List<String> known, String where) {
        node.fieldNames().forEachRemaining(name -> {
            if (!known.contains(name)) {
                throw new IllegalArgumentException(
                        "unknown key " + where + name + ". Nearest known: " + where + Nearest.to(name, known));
            }
        });
    }

    /** A copy with settings replaced; each assignment is {@code name=value} with a name of either section. */
    public RunConfig with(List<String> assignments) {
        ObjectNode trainingTree = RecordJson.write(training);
        ObjectNode settingsTree = RecordJson.write(settings);
        for (String assignment : assignments) {
            int equals = assignment.indexOf('=');
            if (equals < 1) {
                throw new IllegalArgumentException("'" + assignment + "' is not of the form name=value");
            }
            String name = assignment.substring(0, equals).strip();
            String value = assignment.substring(equals + 1).strip();
            boolean ofTraining =
                    RecordJson.component(TrainingConfig.class, name).isPresent();
            RecordComponent component = RecordJson.component(
                            ofTraining ? TrainingConfig.class : settings.getClass(), name)
                    .orElseThrow(() -> unknown(name));
            (ofTraining ? trainingTree : settingsTree).set(name, RecordJson.parse(component, value));
        }
        return new RunConfig(
                model,
                RecordJson.read(TrainingConfig.class, trainingTree, ""),
                RecordJson.read(settings.getClass(), settingsTree, ""));
    }

    private IllegalArgumentException unknown(String name) {
        List<String> known = list().stream().map(Setting::name).toList();
        return new IllegalArgumentException("unknown setting " + name + ". Nearest known: " + Nearest.to(name, known)
                + ". All of them: interweave train --help");
    }

    /** Every setting with its value, training first. */
    public List<Setting> list() {
        List<Setting> list = new ArrayList<>();
        addTo(list, "training", training);
        addTo(list, "settings", settings);
        return list;
    }

    private static void addTo(List<Setting> list, String section, Record record) {
        ObjectNode values = RecordJson.write(record);
        for (RecordComponent component : RecordJson.components(record.getClass())) {
            String value = values.get(component.getName()).asText();
            String expected = RecordJson.expected(component.getType());
            Meaning meaning = component.getAnnotation(Meaning.class);
            list.add(
                    new Setting(section, component.getName(), value, expected, meaning == null ? "" : meaning.value()));
        }
    }

    /** What differs, as {@code name: this value, other value}; the thread count is left out because it belongs to a machine, not to a result. */
    public List<String> differences(RunConfig other) {
        if (!model.equals(other.model)) {
            return List.of("model: " + model + ", " + other.model);
        }
        List<Setting> theirs = other.list();
        List<String> differences = new ArrayList<>();
        for (Setting ours : list()) {
            Setting match = theirs.get(list().indexOf(ours));
            if (!ours.value().equals(match.value()) && !ours.name().equals("threads")) {
                differences.add(ours.name() + ": " + ours.value() + ", " + match.value());
            }
        }
        return differences;
    }

    /** The complete configuration, as run.json holds it. */
    public String toJson() {
        ObjectNode root = JSON.createObjectNode();
        root.put("model", model);
        root.set("training", RecordJson.write(training));
        root.set("settings", RecordJson.write(settings));
        return root.toPrettyString() + "\n";
    }
}
