package org.interweave.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** prepare and describe as they are typed: what they print, and the exit code and single line of each kind of failure. */
class PrepareCommandTest {
    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeEach
    void files() throws IOException {
        Files.writeString(
                folder.resolve("food.csv"),
                "u1,f1,5,86400\nu1,f1,5,86400\nu1,f2,5,172800\nu1,both,5,1\nu2,f1,5,3\nu2,f2,5,4\nu3,f2,5,4\n");
        Files.writeString(folder.resolve("kitchen.csv"), "u1,k1,5,86400\nu1,k2,5,259200\nu2,k1,5,4\nu1,both,5,7\n");
    }

    @Test
    void prepareTellsWhatItDidAndDescribeWhatCameOut() {
        assertEquals(
                0,
                run(
                        "prepare",
                        "--domain",
                        "food=DIR/food.csv",
                        "--domain",
                        "kitchen=DIR/kitchen.csv",
                        "--out",
                        "DIR/data",
                        "--min-item",
                        "1",
                        "--min-user",
                        "1"),
                err.toString());
        assertEquals("""
                food.csv: headerless user,item,rating,timestamp (Amazon 2014), as 2 values of column 1 and 1 of column 2 occur in other domains, seconds
                kitchen.csv: headerless user,item,rating,timestamp (Amazon 2014), as 2 values of column 1 and 1 of column 2 occur in other domains, seconds

                                                           food                kitchen
                after                               users  rows  users  items     rows  users  items
                read                                    3     7      3      3        4      2      3
                items of one domain                     3     6      3      2        3      2      2
                users in every domain                   2     5      2      2        3      2      2
                items with 1+ rows                      2     5      2      2        3      2      2
                newest 50 rows of a user                2     5      2      2        3      2      2
                users with 1+ rows in every domain      2     5      2      2        3      2      2

                dropped  rows  users  items  because
                            2      0      2  item id occurs in several domains
                            1      1      0  user is not in every domain
                            0      0      0  item has fewer than 1 rows
                            0      0      0  beyond the user's newest 50
                            0      0      0  user has fewer than 1 rows in a domain
                Duplicates: 1 of 8 rows equal another one in user, item and time; they stay.
                Ties: 3 of 6 neighbouring interactions (50.0 %) have equal times.
                Dataset: DIR/data
                """, printed());
        assertEquals("", err.toString());
        assertEquals(0, run("describe", "DIR/data"));
        assertEquals("""
                Filters: items with 1 rows, users with 1 in every domain, newest 50 per user; equal times ordered by item

                                           food  kitchen      all
                users                         2        2        2
                items                         2        2        4
                interactions                  5        3        8
                average length             2.50     1.50     4.00
                mixed training targets                          2
                validation targets            2        0        2
                test targets                  0        2        2
                  never seen in training  0.0 %   50.0 %   50.0 %
                  seen at most 2 times    0.0 %  100.0 %  100.0 %

                Time span: 1970-01-01 to 1970-01-04
                Ties: 50.0 % of neighbouring interactions have equal times
                Switches: 66.7 % of neighbouring interactions are of different domains
                Overlap: 2 users are active in 2 domains
                """, printed().substring(printed().indexOf('\n') + 1));
    }

    @Test
    void jsonIsForScripts() throws IOException {
        assertEquals(
                0,
                run(
                        "prepare",
                        "--domain",
                        "food=DIR/food.csv",
                        "--domain",
                        "kitchen=DIR/kitchen.csv",
                        "--out",
                        "DIR/data",
                        "--min-item=1",
                        "--min-user=1",
                        "--json"));
        JsonNode made = new ObjectMapper().readTree(out.toString());
        assertEquals(6, made.get("steps").size());
        assertEquals(7, made.at("/steps/0/perDomain/0/rows").asInt());
        assertEquals("seconds", made.at("/inputs/1/resolution").asText());
        assertEquals(0, run("describe", "--json", "DIR/data"));
        JsonNode described = new ObjectMapper().readTree(out.toString());
        assertEquals(2, described.get("users").asInt());
        assertEquals("kitchen", described.at("/domains/1/name").asText());
        assertEquals(64, described.get("checksum").asText().length());
    }

    @Test
    void theSameCommandTwiceNeedsOverwrite() {
        String[] command = {
            "prepare",
            "--domain",
            "food=DIR/food.csv",
            "--domain",
            "kitchen=DIR/kitchen.csv",
            "--out",
            "DIR/data",
            "--min-item=1",
            "--min-user=1",
            "--ties=shuffle:3"
        };
        assertEquals(0, run(command));
        assertEquals(2, run(command));
        assertEquals("interweave: DIR/data exists. Try: another --out, or --overwrite to replace it\n", said());
        String[] again =
                Stream.concat(Stream.of(command), Stream.of("--overwrite")).toArray(String[]::new);
        assertEquals(0, run(again), said());
    }

    @Test
    void memoryThreadsAndTempChangeNothingInTheResult() throws IOException {
        List<String> plain = new ArrayList<>(List.of("prepare", "--min-item=1", "--min-user=1"));
        plain.addAll(List.of(with("--out", "DIR/plain")));
        assertEquals(0, run(plain.toArray(String[]::new)), said());
        Files.createDirectory(folder.resolve("temp"));
        List<String> set = new ArrayList<>(List.of("prepare", "--min-item=1", "--min-user=1"));
        set.addAll(List.of(with("--out", "DIR/set", "--memory", "100m", "--threads", "1", "--temp", "DIR/temp")));
        assertEquals(0, run(set.toArray(String[]::new)), said());
        try (Stream<Path> files = Files.list(folder.resolve("plain"))) {
            for (Path file : files.toList())
                assertEquals(
                        -1, Files.mismatch(file, folder.resolve("set").resolve(file.getFileName())), file.toString());
        }
        assertEquals(0, folder.resolve("temp").toFile().list().length);
    }

    @Test
    void usageErrorsExitWith2() throws IOException {
        fails(2, "fewer", "a cross-domain dataset needs 2 domains or more, found 1.", "--domain", "food=DIR/food.csv");
        fails(
                2,
                "twice",
                "domain food is given twice.",
                "--domain",
                "food=DIR/food.csv",
                "--domain",
                "food=DIR/kitchen.csv");
        fails(2, "same", "is given for domains a and b.", "--domain", "a=DIR/food.csv", "--domain", "b=DIR/food.csv");
        fails(2, "ties", "--ties 'random': expected item, file or shuffle:SEED", with("--ties", "random"));
        fails(
                2,
                "memory",
                "--memory 'lots': expected a number with a unit, e.g. 4GB or 500MB",
                with("--memory", "lots"));
        fails(2, "unit", "--memory '4': expected a number with a unit, e.g. 4GB or 500MB", with("--memory", "4"));
        fails(2, "threads", "--threads (0) must be at least 1", with("--threads", "0"));
        fails(2, "temp", "--temp DIR/none: no such folder. Try: mkdir -p DIR/none", with("--temp", "DIR/none"));
        fails(2, "domains", "--min-domains (3) is more than the 2 domains given", with("--min-domains", "3"));
        fails(2, "columns", "--columns 'user=1': expected user=..,item=..,time=..", with("--columns", "user=1"));
        fails(2, "number", "--min-item", with("--min-item", "ten"));
        fails(
                2,
                "domain",
                "--domain 'food': expected NAME=FILE",
                "--domain",
                "food",
                "--domain",
                "kitchen=DIR/kitchen.csv");
    }

    @Test
    void badDataExitsWith3() throws IOException {
        Files.writeString(folder.resolve("bad.csv"), "u1,f1,5,86400\nu1,f1,5,noon\n");
        fails(
                3,
                "missing",
                "DIR/nowhere.csv: no such file",
                "--domain",
                "food=DIR/nowhere.csv",
                "--domain",
                "kitchen=DIR/kitchen.csv");
        fails(
                3,
                "line",
                "DIR/bad.csv:2: timestamp is not a whole number: “noon” — “u1,f1,5,noon”",
                "--domain",
                "food=DIR/bad.csv",
                "--domain",
                "kitchen=DIR/kitchen.csv");
        fails(3, "nobody", "no item of food has 10 rows or more among the 2 users in every domain", with());
        fails(
                3,
                "column",
                "no column 'x' (--columns user=x,item=2,time=4); its columns are u1, f1, 5, 86400",
                with("--columns", "user=x,item=2,time=4"));
    }

    private String[] with(String... more) {
        List<String> all =
                new ArrayList<>(List.of("--domain", "food=DIR/food.csv", "--domain", "kitchen=DIR/kitchen.csv"));
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }

    private void fails(int code, String out, String message, String... arguments) throws IOException {
        List<String> all = new ArrayList<>(List.of("prepare", "--out", "DIR/" + out));
        all.addAll(List.of(arguments));
        assertEquals(code, run(all.toArray(String[]::new)), said());
        assertTrue(said().contains(message), said());
        assertEquals(1, said().lines().count(), said());
        assertFalse(Files.exists(folder.resolve(out)));
        try (Stream<Path> left = Files.list(folder)) {
            assertTrue(left.noneMatch(f -> f.getFileName().toString().startsWith(".")), "left behind");
        }
    }

    private int run(String... arguments) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        String[] placed = Stream.of(arguments)
                .map(a -> a.replace("DIR", folder.toString()))
                .toArray(String[]::new);
        return Main.run(placed, new PrintWriter(out, true), new PrintWriter(err, true));
    }

    private String printed() {
        return out.toString().replace(folder.toString(), "DIR");
    }

    private String said() {
        return err.toString().replace(folder.toString(), "DIR");
    }
}
