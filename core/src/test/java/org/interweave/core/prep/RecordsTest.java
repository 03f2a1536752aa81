package org.interweave.core.prep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.interweave.core.data.DataException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordsTest {
    @TempDir
    Path folder;

    @Test
    void quotedFieldsHoldSeparatorsQuotesAndLineBreaks() throws IOException {
        assertEquals(List.of(List.of("a,b", "c\"d", "e\nf", "")), read("\"a,b\",\"c\"\"d\",\"e\nf\",\n", ","));
    }

    @Test
    void aQuoteInsideABareFieldIsItself() throws IOException {
        assertEquals(List.of(List.of("a\"b", "c'd")), read("a\"b,c'd", ","));
    }

    @Test
    void byteOrderMarksCarriageReturnsAndBlankLinesAreNoData() throws IOException {
        assertEquals(List.of(List.of("é", "b"), List.of("c", "d")), read("\uFEFFé\tb\r\n\r\nc\td\r\n", "\t"));
    }

    @Test
    void separatorsMayBeLonger() throws IOException {
        assertEquals(List.of(List.of("1", "1193", "5", "978300760")), read("1::1193::5::978300760\n", "::"));
        assertEquals(List.of("a::b", "c"), Records.cells("\"a::b\"::c", "::"));
    }

    @Test
    void anOpenQuoteIsReportedWhereItOpens() {
        String message = assertThrows(DataException.class, () -> read("a,b\n\"c,d\ne,f\ng,h\n", ","))
                .getMessage();
        assertEquals(folder.resolve("x") + ":2: a quote is opened but not closed — “\"c,d”", message);
        String behind = assertThrows(DataException.class, () -> read("a,b\n\"c\"x,d\n", ","))
                .getMessage();
        assertEquals(folder.resolve("x") + ":2: text after a closing quote — “\"c\"x,d”", behind);
    }

    @Test
    void aLineBeyondTheLimitIsRefusedAndNotHeld() {
        String message = assertThrows(DataException.class, () -> read("a,b\n" + "x".repeat(TextLines.LONGEST + 1), ","))
                .getMessage();
        assertEquals(folder.resolve("x") + ":2: line longer than 2000000 bytes — “" + "x".repeat(80) + "…”", message);
    }

    private List<List<String>> read(String text, String separator) throws IOException {
        Path file = Files.write(folder.resolve("x"), text.getBytes(StandardCharsets.UTF_8));
        List<List<String>> all = new ArrayList<>();
        try (TextLines lines = new TextLines(file, false)) {
            Records records = new Records(lines, separator);
            for (List<String> fields; (fields = records.next()) != null; ) all.add(fields);
            assertNull(records.next());
        }
        return all;
    }
}
