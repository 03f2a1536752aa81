package org.interweave.learn.train;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Records of numbers, names and enums as JSON objects, both ways; reading accepts exactly the record's components with exactly their types. The components of a record within
 * a record stand beside the others, as people know them, whatever the code keeps together.
 */
final class RecordJson {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private RecordJson() {}

    /** Those of records within the record in their place. */
    static List<RecordComponent> components(Class<?> type) {
        return Arrays.stream(type.getRecordComponents())
                .flatMap(component -> component.getType().isRecord()
                        ? components(component.getType()).stream()
                        : Stream.of(component))
                .toList();
    }

    static List<String> names(Class<? extends Record> type) {
        return components(type).stream().map(RecordComponent::getName).toList();
    }

    static Optional<RecordComponent> component(Class<? extends Record> type, String name) {
        return components(type).stream()
                .filter(component -> component.getName().equals(name))
                .findFirst();
    }

    static ObjectNode write(Record record) {
        ObjectNode node = NODES.objectNode();
        for (RecordComponent component : record.getClass().getRecordComponents()) {
            Object value = value(record, component);
            if (value instanceof Record within) {
                node.setAll(write(within));
            } else {
                node.set(component.getName(), toNode(value));
            }
        }
        return node;
    }

    /** Builds the record from a node that has every component; messages start with {@code where} and the component's name. */
    static <R extends Record> R read(Class<R> type, JsonNode node, String where) {
        RecordComponent[] components = type.getRecordComponents();
        Class<?>[] types = new Class<?>[components.length];
        Object[] values = new Object[components.length];
        for (int i = 0; i < components.length; i++) {
            types[i] = components[i].getType();
            values[i] = types[i].isRecord()
                    ? read(types[i].asSubclass(Record.class), node, where)
                    : fromNode(components[i], node.path(components[i].getName()), where);
        }
        try {
            return type.getDeclaredConstructor(types).newInstance(values);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof IllegalArgumentException refused) {
                throw refused;
            }
            throw new IllegalStateException("cannot make a " + type.getName(), e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot make a " + type.getName(), e);
        }
    }

    /** What a person typed for a component, as the node that a file would hold. */
    static JsonNode parse(RecordComponent component, String text) {
        Class<?> type = component.getType();
        try {
            if (type == int.class) {
                return NODES.numberNode(Integer.parseInt(text));
            }
            if (type == long.class) {
                return NODES.numberNode(Long.parseLong(text));
            }
            if (type == double.class) {
                return NODES.numberNode(Double.parseDouble(text));
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(component.getName() + " is '" + text + "', expected " + expected(type));
        }
        return NODES.textNode(text);
    }

    /** What a component takes, in words: {@code a whole number}, {@code one of step, epoch}. */
    static String expected(Class<?> type) {
        if (type.isEnum()) {
            return "one of "
                    + Arrays.stream(type.getEnumConstants())
                            .map(constant -> spell((Enum<?>) constant))
                            .collect(Collectors.joining(", "));
        }
        if (type == String.class) {
            return "a name";
        }
        return type == double.class ? "a number" : "a whole number";
    }

    /** PER_TOKEN as {@code per-token}. */
    static String spell(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static Object value(Record record, RecordComponent component) {
        try {
            return component.getAccessor().invoke(record);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot read " + component.getName() + " of " + record.getClass(), e);
        }
    }

    private static JsonNode toNode(Object value) {
        if (value instanceof Enum<?> constant) {
            return NODES.textNode(spell(constant));
        }
        if (value instanceof Double number) {
            return NODES.numberNode(number);
        }
        if (value instanceof Long number) {
            return NODES.numberNode(number);
        }
        if (value instanceof Integer number) {
            return NODES.numberNode(number);
        }
        if (value instanceof String text) {
            return NODES.textNode(text);
        }
        throw new IllegalStateException("a setting cannot be of " + value.getClass());
    }

    private static Object fromNode(RecordComponent component, JsonNode node, String where) {
        Class<?> type = component.getType();
        if (type.isEnum() && node.isTextual()) {
            String wanted = node.asText().replace('_', '-');
            for (Object constant : type.getEnumConstants()) {
                if (spell((Enum<?>) constant).equalsIgnoreCase(wanted)) {
                    return constant;
                }
            }
        }
        if (type == int.class && node.isIntegralNumber() && node.canConvertToInt()) {
            return node.intValue();
        }
        if (type == long.class && node.isIntegralNumber() && node.canConvertToLong()) {
            return node.longValue();
        }
        if (type == double.class && node.isNumber()) {
            return node.doubleValue();
        }
        if (type == String.class && node.isTextual()) {
            return node.asText();
        }
        throw new IllegalArgumentException(
                where + component.getName() + " is " + node + ", expected " + expected(type));
    }
}
