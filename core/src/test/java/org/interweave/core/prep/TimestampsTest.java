package org.interweave.core.prep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimestampsTest {
    @ParameterizedTest
    @CsvSource({
        "1400457600,1400457600",
        "0,0",
        "-5,-5",
        "1400457600.0,1400457600",
        "1.4e9,1400000000",
        "1.4E+9,1400000000",
        "12e-0,12",
        "100.,100",
        "+7,7",
        "007,7"
    })
    void wholeNumbersAreReadHoweverTheyAreWritten(String text, long expected) {
        assertEquals(expected, Timestamps.whole(text).orElseThrow());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "12:30",
                "1.5",
                "1e-3",
                "abc",
                "1_000",
                "0x10",
                "9223372036854775808",
                "1e16",
                "NaN",
                "inf",
                "1,5",
                "--1",
                "2014-05-18"
            })
    void anythingElseIsRefused(String text) {
        assertTrue(Timestamps.whole(text).isEmpty());
        assertFalse(Timestamps.defect(text, Resolution.SECONDS).isEmpty());
    }

    @Test
    void theUnitFollowsFromTheSize() {
        assertEquals(Resolution.SECONDS, Resolution.of(List.of("1", "1400457600")));
        assertEquals(Resolution.SECONDS, Resolution.of(List.of("no number")));
        assertEquals(Resolution.MILLISECONDS, Resolution.of(List.of("1400457600000", "0")));
        assertEquals(Resolution.MICROSECONDS, Resolution.of(List.of("1400457600000000")));
        String message = assertThrows(
                        IllegalArgumentException.class, () -> Resolution.of(List.of("1400457600000000000")))
                .getMessage();
        assertTrue(message.contains("1400457600000000000"), message);
    }

    @Test
    void aValueOfAnotherUnitIsADefect() {
        assertNull(Timestamps.defect("1400457600000", Resolution.MILLISECONDS));
        assertNull(Timestamps.defect("0", Resolution.MILLISECONDS));
        assertEquals(
                "timestamp 1400457600 is not in milliseconds, as the others of its file are",
                Timestamps.defect("1400457600", Resolution.MILLISECONDS));
        assertEquals(
                "timestamp 1400457600000 is not in seconds, as the others of its file are",
                Timestamps.defect("1400457600000", Resolution.SECONDS));
    }
}
