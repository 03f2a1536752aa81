package org.interweave.core.prep;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.interweave.core.data.DataException;

/** Tells the keys of a file of JSON lines from its first lines. */
final class JsonForm {
    private final FileHead head;

    JsonForm(FileHead head) {
        this.head = head;
    }

    /** The source, with {@code named} keys where the caller gave them. */
    Source source(Optional<ColumnChoice.Named> named) throws IOException {
        List<JsonNode> objects = objects();
        Set<String> seen = new LinkedHashSet<>();
        objects.forEach(o -> o.fieldNames().forEachRemaining(seen::add));
        List<String> keys = List.copyOf(seen);
        Source.Roles found = named.map(n -> Recognizer.roles(head.file(), keys, n))
                .orElseGet(() -> KnownColumns.roles(keys)
                        .orElseThrow(() -> new DataException(head.file() + ":1: " + KnownColumns.missingFrom(keys)
                                + " among the keys " + String.join(", ", keys)
                                + ". Try: --columns user=..,item=..,time=.. with three of these names")));
        List<String> used = List.of(keys.get(found.user()), keys.get(found.item()), keys.get(found.time()));
        List<String> times = objects.stream()
                .filter(o -> o.hasNonNull(used.get(2)))
                .map(o -> FirstDefect.value(o, used.get(2)))
                .toList();
        return new Source(
                head.file(),
                Source.Format.JSON_LINES,
                head.kind() == FileHead.Kind.GZIP,
                Source.Separation.NONE,
                used,
                new Source.Roles(0, 1, 2),
                Recognizer.resolution(head.file(), times),
                "JSON lines " + String.join(",", used));
    }

    /** The lines read so far; the first that is no object is an error with its number. */
    private List<JsonNode> objects() throws IOException {
        List<JsonNode> objects = new ArrayList<>();
        try (TextLines lines = new TextLines(head.file(), head.kind() == FileHead.Kind.GZIP)) {
            while (objects.size() < head.lines().size()) {
                String text = lines.next();
                if (!text.isBlank()) objects.add(FirstDefect.object(lines, text));
            }
        }
        return objects;
    }
}
