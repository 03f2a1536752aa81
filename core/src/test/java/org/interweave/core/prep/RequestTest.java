package org.interweave.core.prep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"item", "file", "shuffle:7", "shuffle:-12"})
    void tiesReadWhatTheyPrint(String text) {
        assertEquals(text, Ties.parse(text).toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Item", "shuffle", "shuffle:", "shuffle:x", "shuffle:1.5", "shuffle:'; DROP TABLE x"})
    void otherTiesAreRefused(String text) {
        refused("--ties '" + text + "'", () -> Ties.parse(text));
    }

    @Test
    void filtersSayWhichOptionIsWrong() {
        refused("--min-item (0)", () -> new Filters(0, 5, 50, 0, Ties.ITEM));
        refused("--min-user (-1)", () -> new Filters(10, -1, 50, 0, Ties.ITEM));
        refused("--window (2)", () -> new Filters(10, 5, 2, 0, Ties.ITEM));
        refused("--min-domains (3) is more than the 2 domains", () -> new Filters(10, 5, 50, 3, Ties.ITEM).check(2));
        refused("--min-domains '0'", () -> Filters.parseMinDomains("0"));
        refused("--min-domains 'most'", () -> Filters.parseMinDomains("most"));
        assertEquals(Filters.ALL_DOMAINS, Filters.parseMinDomains("all"));
        assertEquals(2, Filters.parseMinDomains("2"));
    }

    @Test
    void everyDomainIsAllOfTheCountedOnes() {
        String two = "CAST(count_if(domain = 0) >= 5 AS INT) + CAST(count_if(domain = 1) >= 5 AS INT) >= 2";
        assertEquals(two, Filters.PAPER.inEnoughDomains(2, 5));
        assertTrue(new Filters(1, 1, 50, 2, Ties.ITEM).inEnoughDomains(3, 1).endsWith(" >= 2"));
    }

    @Test
    void aDomainNamesItsFiles() throws Exception {
        assertEquals(
                new DomainFiles("food", List.of(Path.of("a.csv"), Path.of("b.csv"))),
                DomainFiles.parse("food=a.csv,b.csv"));
        Path comma = Files.createFile(folder.resolve("a,b.csv"));
        assertEquals(List.of(comma), DomainFiles.parse("food=" + comma).files());
        assertEquals("Küche", DomainFiles.parse("Küche=x").name());
        for (String bad : List.of("food", "=x", "food=", "a b=x", "-x=y", "food=,"))
            refused("", () -> DomainFiles.parse(bad));
    }

    @Test
    void columnsAreForAllDomainsOrForOne() {
        ColumnChoice choice = ColumnChoice.parse(List.of("user=u,item=i,time=t", "food:item=2,user=1,time=4"));
        assertEquals(new ColumnChoice.Named("u", "i", "t"), choice.of("kitchen").orElseThrow());
        assertEquals(new ColumnChoice.Named("1", "2", "4"), choice.of("food").orElseThrow());
        assertTrue(choice.of("food").orElseThrow().positions());
        assertTrue(ColumnChoice.NONE.of("food").isEmpty());
        refused("no domain of that name", () -> choice.check(List.of(new DomainFiles("books", List.of(Path.of("x"))))));
        for (String bad : List.of(
                "",
                "user=u",
                "user=u,item=i",
                "user=u,item=i,time=",
                "user=u,item=i,time=t,x=y",
                "user=u,item=u,time=t",
                "1,2,3",
                "user=u,user=v,item=i,time=t"))
            refused("--columns '" + bad + "'", () -> ColumnChoice.parse(List.of(bad)));
        refused("named twice", () -> ColumnChoice.parse(List.of("user=u,item=i,time=t", "user=a,item=b,time=c")));
    }

    private static void refused(String part, Executable call) {
        String message = assertThrows(IllegalArgumentException.class, call).getMessage();
        assertTrue(message.contains(part), message);
        assertEquals(1, message.lines().count(), message);
    }
}
