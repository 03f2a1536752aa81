package org.interweave.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class ArgumentsTest {
    @Test
    void valuesSwitchesAndDefaults() {
        Arguments arguments =
                new Arguments(List.of("--steps", "3", "--no-record", "--set", "width=8", "--set", "heads=1"));
        assertEquals(3, arguments.number("--steps", 1, 12));
        assertEquals(4, arguments.number("--warmup", 0, 4));
        assertEquals(List.of("width=8", "heads=1"), arguments.texts("--set"));
        assertTrue(arguments.has("--no-record"));
        arguments.requireAllUsed();
    }

    @Test
    void whatIsWrongIsNamed() {
        assertMessage("unknown option --step. Known: --steps", () -> {
            Arguments arguments = new Arguments(List.of("--step", "3"));
            arguments.number("--steps", 1, 12);
            arguments.requireAllUsed();
        });
        assertMessage(
                "--steps is 'many', expected a whole number, at least 1",
                () -> new Arguments(List.of("--steps", "many")).number("--steps", 1, 12));
        assertMessage("--name needs a value", () -> new Arguments(List.of("--name")).text("--name", ""));
        assertMessage("'steps' is not an option. Options start with --", () -> new Arguments(List.of("steps")));
    }

    private static void assertMessage(String expected, Runnable body) {
        assertEquals(
                expected,
                assertThrows(IllegalArgumentException.class, body::run).getMessage());
    }
}
