package org.interweave.prep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.interweave.core.data.DataException;
import org.interweave.core.prep.DomainFiles;
import org.interweave.core.prep.Filters;
import org.interweave.core.prep.Ties;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** Each kind of bad input: one line that says where and what, the right kind of error, nothing left behind. */
class BadInputTest {
    @TempDir
    Path folder;

    private Workplace work;
    private Path kitchen;

    @BeforeEach
    void soundKitchen() throws IOException {
        work = new Workplace(folder);
        kitchen = work.file("kitchen.csv", Workplace.KITCHEN);
    }

    @Test
    void missingFile() {
        bad("FOLDER/nowhere.csv: no such file", () -> work.prepare(folder.resolve("nowhere.csv"), kitchen));
    }

    @Test
    void directoryForAFile() throws IOException {
        Path made = Files.createDirectory(folder.resolve("dir"));
        bad("FOLDER/dir: not a file but a directory", () -> work.prepare(made, kitchen));
    }

    @Test
    void emptyFile() throws IOException {
        Path food = work.file("food.csv", "");
        bad("FOLDER/food.csv: the file is empty", () -> work.prepare(food, kitchen));
        Path packed = work.file("food.csv.gz", Workplace.gzip(""));
        bad("FOLDER/food.csv.gz: the file is empty once unpacked", () -> work.prepare(packed, kitchen));
        Path blank = work.file("blank.csv", "\n\n  \n");
        bad("FOLDER/blank.csv: the file is empty: 3 blank lines", () -> work.prepare(blank, kitchen));
        Path header = work.file("header.csv", "user_id,parent_asin,rating,timestamp\n");
        bad("FOLDER/header.csv: a header and no rows", () -> work.prepare(header, kitchen));
    }

    @Test
    void gzipCutOffInTheFirstLines() throws IOException {
        byte[] whole = Workplace.gzip(Workplace.FOOD);
        for (int length : new int[] {3, 12, whole.length - 12, whole.length - 1}) {
            Path food = work.file("food.csv.gz", Arrays.copyOf(whole, length));
            String message = message(DataException.class, () -> work.prepare(food, kitchen));
            assertTrue(
                    message.matches(
                            "FOLDER/food.csv.gz: gzip data is cut off or damaged after line [0-4] \\(.*\\)[.] Try: download or copy the file again[.]"),
                    message);
        }
    }

    @Test
    void gzipCutOffBehindWhatIsLookedAt() throws IOException {
        byte[] whole = Workplace.gzip(manyRows(60_000));
        Path food = work.file("food.csv.gz", Arrays.copyOf(whole, whole.length / 2));
        String message = message(DataException.class, () -> work.prepare(food, kitchen));
        assertTrue(
                message.matches("FOLDER/food.csv.gz: gzip data is cut off or damaged after line [0-9]{5} .*"), message);
    }

    @Test
    void damagedGzip() throws IOException {
        byte[] whole = Workplace.gzip(manyRows(60_000));
        Arrays.fill(whole, whole.length / 2, whole.length / 2 + 50, (byte) 0x55);
        Path food = work.file("food.csv.gz", whole);
        String message = message(DataException.class, () -> work.prepare(food, kitchen));
        assertTrue(message.startsWith("FOLDER/food.csv.gz"), message);
    }

    @Test
    void somethingBehindTheGzipData() throws IOException {
        byte[] whole = Workplace.gzip(Workplace.FOOD);
        byte[] longer = Arrays.copyOf(whole, whole.length + 100);
        Path food = work.file("food.csv.gz", longer);
        bad(
                "FOLDER/food.csv.gz: cannot be read (DuckDB: IO Error: Input is not a GZIP stream). Try: copy or write the file again",
                () -> work.prepare(food, kitchen));
    }

    @Test
    void otherPacking() throws IOException {
        Path food = work.file("food.csv.zst", new byte[] {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd, 0, 0});
        bad(
                "FOLDER/food.csv.zst: found zstd, expected plain text, gzip or Parquet. Try: unpack it first",
                () -> work.prepare(food, kitchen));
    }

    @Test
    void columnMissing() throws IOException {
        Path food = work.file("food.csv", "u1,f1,5.0,100\nu1,f2,300\nu2,f1,4.0,50\n");
        bad(
                "FOLDER/food.csv:2: expected 4 columns separated by commas, found 3 — “u1,f2,300”",
                () -> work.prepare(food, kitchen));
        Path three = work.file("three.csv", "u1,f1,5.0\nu1,f2,4.0\n");
        bad(
                "FOLDER/three.csv:1: 3 columns and no header, expected user,item,rating,timestamp — “u1,f1,5.0”. Try: --columns user=1,item=2,time=3 with the right positions",
                () -> work.prepare(three, kitchen));
        Path headed = work.file("headed.csv", "user_id,thing,rating,timestamp\nu1,f1,5.0,100\n");
        bad(
                "FOLDER/headed.csv:1: no item column (parent_asin, asin, item_id, item) among the columns user_id, thing, rating, timestamp."
                        + " Try: --columns user=..,item=..,time=.. with three of these names",
                () -> work.prepare(headed, kitchen));
        Path text = work.file("text.csv", "no table at all\n");
        bad(
                "FOLDER/text.csv:1: fewer than 3 columns, expected at least user, item and timestamp, separated by tab, comma, semicolon, | or :: — “no table at all”",
                () -> work.prepare(text, kitchen));
    }

    @Test
    void timestampThatIsNoNumber() throws IOException {
        Path food = work.file("food.csv", "u1,f1,5.0,100\nu1,f2,5.0,12:30\n");
        bad(
                "FOLDER/food.csv:2: timestamp is not a whole number: “12:30” — “u1,f2,5.0,12:30”",
                () -> work.prepare(food, kitchen));
        Path fraction = work.file("fraction.csv", "u1,f1,5.0,100\nu1,f2,5.0,1.5\n");
        bad(
                "FOLDER/fraction.csv:2: timestamp is not a whole number: “1.5” — “u1,f2,5.0,1.5”",
                () -> work.prepare(fraction, kitchen));
        Path mixed = work.file("mixed.csv", "u1,f1,5.0,1400457600\nu1,f2,5.0,1400457600000\n");
        bad(
                "FOLDER/mixed.csv:2: timestamp 1400457600000 is not in seconds, as the others of its file are — “u1,f2,5.0,1400457600000”",
                () -> work.prepare(mixed, kitchen));
        Path absent = work.file("absent.csv", "u1,f1,5.0,100\nu1,f2,5.0,\n");
        bad("FOLDER/absent.csv:2: empty timestamp — “u1,f2,5.0,”", () -> work.prepare(absent, kitchen));
        Path dates = work.file("dates.csv", "u1,f1,5.0,2014-05-18\nu1,f2,5.0,2014-05-19\n");
        bad(
                "FOLDER/dates.csv:1: column 4 holds no whole number, expected user,item,rating,timestamp — “u1,f1,5.0,2014-05-18”."
                        + " Try: --columns user=1,item=2,time=3 with the right positions",
                () -> work.prepare(dates, kitchen));
    }

    @Test
    void badLineFarDown() throws IOException {
        Path food = work.file("food.csv.gz", Workplace.gzip(manyRows(20_000) + "u1,f1,5.0,noon\n"));
        bad(
                "FOLDER/food.csv.gz:20001: timestamp is not a whole number: “noon” — “u1,f1,5.0,noon”",
                () -> work.prepare(food, kitchen));
    }

    @Test
    void bytesThatAreNotUtf8() throws IOException {
        byte[] bytes = "u1,f1,5.0,100\nu\u00e9,f2,5.0,300\n".getBytes(StandardCharsets.ISO_8859_1);
        Path food = work.file("food.csv", bytes);
        bad("FOLDER/food.csv:2: not UTF-8 — “u\u00e9,f2,5.0,300”", () -> work.prepare(food, kitchen));
        byte[] far = (manyRows(20_000) + "u\u00e9,f2,5.0,300\n").getBytes(StandardCharsets.ISO_8859_1);
        Path deep = work.file("deep.csv", far);
        bad("FOLDER/deep.csv:20001: not UTF-8 — “u\u00e9,f2,5.0,300”", () -> work.prepare(deep, kitchen));
    }

    @Test
    void emptyIds() throws IOException {
        Path user = work.file("user.csv", "u1,f1,5.0,100\n,f2,5.0,300\n");
        bad("FOLDER/user.csv:2: empty user id — “,f2,5.0,300”", () -> work.prepare(user, kitchen));
        Path item = work.file("item.csv", "u1,f1,5.0,100\nu2,\"\",5.0,300\n");
        bad("FOLDER/item.csv:2: empty item id — “u2,\"\",5.0,300”", () -> work.prepare(item, kitchen));
    }

    @Test
    void brokenQuotes() throws IOException {
        Path open = work.file("open.csv", "u1,f1,5.0,100\n\"u2,f2,5.0,300\nu1,f3,5.0,400\n");
        bad(
                "FOLDER/open.csv:2: a quote is opened but not closed — “\"u2,f2,5.0,300”",
                () -> work.prepare(open, kitchen));
        Path after = work.file("after.csv", "u1,f1,5.0,100\n\"u2\"x,f2,5.0,300\n");
        bad(
                "FOLDER/after.csv:2: text after a closing quote — “\"u2\"x,f2,5.0,300”",
                () -> work.prepare(after, kitchen));
        Path ends = work.file("ends.csv", "u1,f1,5.0,100\nu2,f2,5.0,300\r\n");
        bad(
                "FOLDER/ends.csv:2: line ends in CR LF, the lines before in LF — “u2,f2,5.0,300”",
                () -> work.prepare(ends, kitchen));
    }

    @Test
    void wrongJsonLine() throws IOException {
        String sound = "{\"user_id\":\"u1\",\"parent_asin\":\"f1\",\"timestamp\":1400457600000}\n";
        Path broken = work.file("broken.jsonl", sound + "{\"user_id\":\"u1\",\"parent_asin\":\n");
        String message = message(DataException.class, () -> work.prepare(broken, kitchen));
        assertTrue(message.startsWith("FOLDER/broken.jsonl:2: not a JSON object (Unexpected end-of-input"), message);
        Path key = work.file("key.jsonl", sound + sound.replace("parent_asin", "asin"));
        bad(
                "FOLDER/key.jsonl:2: no \"parent_asin\" in this object — “{\"user_id\":\"u1\",\"asin\":\"f1\",\"timestamp\":1400457600000}”",
                () -> work.prepare(key, kitchen));
        Path far = work.file("far.jsonl", sound.repeat(3000) + "[1, 2]\n");
        bad("FOLDER/far.jsonl:3001: not a JSON object — “[1, 2]”", () -> work.prepare(far, kitchen));
        Path array = work.file("array.json", "[" + sound.strip() + "]\n");
        bad(
                "FOLDER/array.json:1: a JSON array, expected one JSON object per line. Try: jq -c '.[]'",
                () -> work.prepare(array, kitchen));
        Path time = work.file("time.jsonl", sound + sound.replace("1400457600000", "\"soon\""));
        bad(
                "FOLDER/time.jsonl:2: timestamp is not a whole number: “soon” — “{\"user_id\":\"u1\",\"parent_asin\":\"f1\",\"timestamp\":\"soon\"}”",
                () -> work.prepare(time, kitchen));
        Path keys = work.file("keys.jsonl", "{\"who\":\"u1\",\"parent_asin\":\"f1\",\"timestamp\":1}\n");
        bad(
                "FOLDER/keys.jsonl:1: no user column (user_id, reviewerID, user) among the keys who, parent_asin, timestamp."
                        + " Try: --columns user=..,item=..,time=.. with three of these names",
                () -> work.prepare(keys, kitchen));
    }

    @Test
    void brokenParquet() throws IOException {
        Path food = work.file("food.parquet", "PAR1 and nothing of the kind");
        String message = message(DataException.class, () -> work.prepare(food, kitchen));
        assertTrue(message.startsWith("FOLDER/food.parquet: cannot be read as Parquet"), message);
    }

    @Test
    void unusableRowOfParquet() throws Exception {
        Path food = folder.resolve("food.parquet");
        try (var c = java.sql.DriverManager.getConnection("jdbc:duckdb:");
                var s = c.createStatement()) {
            s.execute(
                    "COPY (SELECT * FROM (VALUES ('u1', 'f1', 1), ('u2', NULL, 2), ('u3', NULL, 3)) t(user_id, item_id, timestamp)) TO '"
                            + food + "' (FORMAT parquet)");
        }
        bad("FOLDER/food.parquet, row 2: empty item id (timestamp “2”)", () -> work.prepare(food, kitchen));
    }

    @Test
    void userAndItemExchangedEverywhere() throws IOException {
        Path food = work.file("food.csv", Workplace.FOOD);
        work.columns("user=2,item=1,time=4");
        bad(
                "no value of the user columns occurs in two domains, but 2 values of the item columns do: user and item look exchanged."
                        + " Try: --columns with user and item the other way round",
                () -> work.prepare(food, kitchen));
    }

    @Test
    void userAndItemExchangedInOneFile() throws IOException {
        Path food = work.file("food.csv", Workplace.FOOD);
        work.columns("food:user=2,item=1,time=4", "kitchen:user=1,item=2,time=4");
        bad(
                "no value of the user columns occurs in two domains, but 2 of them occur in the item column of another domain:"
                        + " user and item look exchanged in one of the files. Try: --columns DOMAIN:user=..,item=..,time=..",
                () -> work.prepare(food, kitchen));
    }

    @Test
    void oneUserWithAllRows() throws IOException {
        Path food = work.file("food.csv", "5.0,f1,u1,100\n5.0,f2,u1,300\n5.0,f3,u2,300\n");
        bad(
                "all 3 rows of food have the same user id: this looks like the wrong column. Try: --columns user=..,item=..,time=..",
                () -> work.prepare(food, kitchen));
    }

    @Test
    void noUserInCommon() throws IOException {
        Path food = work.file("food.csv", "a1,f1,5.0,100\na2,f2,5.0,300\n");
        bad(
                "no user of food (2) occurs in every domain. Try: files whose user ids mean the same people",
                () -> work.prepare(food, kitchen));
    }

    @Test
    void idsNumberedPerDomain() throws IOException {
        Path food = work.file("food.csv", "1,11,5.0,100\n1,12,5.0,300\n2,11,5.0,100\n");
        Path films = work.file("films.csv", "1,11,5.0,50\n2,12,5.0,60\n2,11,5.0,100\n");
        bad(
                "every item id of food (2) occurs in another domain too, so no item is left."
                        + " Try: ids that are unique over all domains, for instance with the domain's name in front",
                () -> work.prepare(food, films));
    }

    @Test
    void filterThatLeavesNobody() throws IOException {
        Path food = work.file("food.csv", Workplace.FOOD);
        work.filters(new Filters(3, 1, 50, Filters.ALL_DOMAINS, Ties.ITEM));
        bad(
                "no item of food has 3 rows or more among the 2 users in every domain; its most frequent has 2. Try: --min-item 2 or less",
                () -> work.prepare(food, kitchen));
        work.filters(new Filters(1, 3, 50, Filters.ALL_DOMAINS, Ties.ITEM));
        bad(
                "no user keeps 3 rows or more in every domain within the newest 50. Try: --min-user 2 or less, a smaller --min-item (1) or a larger --window",
                () -> work.prepare(food, kitchen));
        work.filters(new Filters(1, 1, 3, Filters.ALL_DOMAINS, Ties.ITEM));
        Path late = work.file(
                "late.csv",
                "u1,l1,5.0,900\nu1,l2,5.0,901\nu1,l3,5.0,902\nu2,l1,5.0,900\nu2,l2,5.0,901\nu2,l3,5.0,902\n");
        bad("no row of food is among the newest 3 of its user. Try: a larger --window", () -> work.prepare(food, late));
    }

    @Test
    void domainGivenTwice() throws IOException {
        Path food = work.file("food.csv", Workplace.FOOD);
        DomainFiles one = new DomainFiles("food", List.of(food));
        usage(
                "domain food is given twice. Try: --domain food=FILE,FILE2 for several files of one domain",
                () -> work.prepare(work.out(), List.of(one, new DomainFiles("food", List.of(kitchen)))));
        usage(
                "FOLDER/food.csv is given for domains food and kitchen. Try: a file of its own for each",
                () -> work.prepare(food, food));
        Path copy = work.file("copy.csv", Workplace.FOOD);
        usage(
                "FOLDER/food.csv and FOLDER/copy.csv, given for domains food and kitchen, have the same content. Try: a file of its own for each",
                () -> work.prepare(food, copy));
        usage(
                "FOLDER/food.csv is given twice for domain food. Try: a file of its own for each",
                () -> work.prepare(
                        work.out(),
                        List.of(
                                new DomainFiles("food", List.of(food, food)),
                                new DomainFiles("kitchen", List.of(kitchen)))));
    }

    @Test
    void fewerThanTwoDomains() {
        usage(
                "a cross-domain dataset needs 2 domains or more, found 1. Try: --domain NAME=FILE once for each",
                () -> work.prepare(kitchen));
    }

    @Test
    void unknownColumn() throws IOException {
        Path food = work.file("food.csv", "uid,sku,at\nu1,f1,100\nu2,f2,200\n");
        work.columns("food:user=uid,item=product,time=at");
        bad(
                "FOLDER/food.csv: no column 'product' (--columns user=uid,item=product,time=at); its columns are uid, sku, at",
                () -> work.prepare(food, kitchen));
        work.columns("kitchen:user=1,item=2,time=5");
        Path sound = work.file("sound.csv", Workplace.FOOD);
        bad(
                "FOLDER/kitchen.csv: no column '5' (--columns user=1,item=2,time=5); it has 4 columns and positions count from 1",
                () -> work.prepare(sound, kitchen));
    }

    @Test
    void outputExists() throws IOException {
        Path food = work.file("food.csv", Workplace.FOOD);
        Files.createDirectory(work.out());
        work.file("out/precious.txt", "mine");
        List<String> before = Workplace.names(folder);
        String message = assertThrows(IllegalArgumentException.class, () -> work.prepare(food, kitchen))
                .getMessage();
        assertEquals(work.out() + " exists. Try: another --out, or --overwrite to replace it", message);
        assertEquals(before, Workplace.names(folder));
        assertEquals("mine", Files.readString(work.out().resolve("precious.txt")));
    }

    @Test
    void onlyADatasetIsReplaced() throws IOException {
        Path food = work.file("food.csv", Workplace.FOOD);
        Files.createDirectory(work.out());
        work.file("out/precious.txt", "mine");
        work.replace();
        usage(
                "FOLDER/out exists and is no dataset, so it is not replaced. Try: another --out",
                () -> work.prepare(food, kitchen));
        assertEquals("mine", Files.readString(work.out().resolve("precious.txt")));
    }

    @Test
    void failedReplacementKeepsTheOldDataset() throws IOException {
        Path food = work.file("food.csv", Workplace.FOOD);
        work.prepare(food, kitchen);
        Path bad = work.file("bad.csv", "u1,f1,5.0,noon\nu2,f2,5.0,1\n");
        assertThrows(DataException.class, () -> work.replace().prepare(bad, kitchen));
        assertEquals(
                List.of("u1: f1@100 k1@200 f2@300", "u2: k1@10 f1@50 f3@60 k2@70"), Workplace.sequences(work.out()));
        assertEquals(List.of("bad.csv", "food.csv", "kitchen.csv", "out"), Workplace.names(folder));
    }

    private static String manyRows(int rows) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < rows; i++)
            text.append('u')
                    .append(i * 7919 % 5000)
                    .append(",f")
                    .append(i * 104729L % 3000)
                    .append(",5.0,")
                    .append(1_400_000_000 + i)
                    .append('\n');
        return text.toString();
    }

    private void bad(String expected, Executable prepare) {
        assertEquals(expected, message(DataException.class, prepare));
    }

    private void usage(String expected, Executable prepare) {
        assertEquals(expected, message(IllegalArgumentException.class, prepare));
    }

    private String message(Class<? extends Exception> type, Executable prepare) {
        List<String> before = Workplace.names(folder);
        Exception e = assertThrows(type, prepare);
        assertEquals(type, e.getClass());
        assertEquals(1, e.getMessage().lines().count(), e.getMessage());
        assertEquals(before, Workplace.names(folder), "left behind");
        return e.getMessage().replace(folder.toString(), "FOLDER");
    }
}
