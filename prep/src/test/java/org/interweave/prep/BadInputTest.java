package org.interweave.prep;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.interweave.core.data.DataException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each kind of bad file: one line that says where and what, the right kind of error, nothing left behind. */
class BadInputTest {
    @TempDir
    Path folder;

    private Workplace work;
    private Path kitchen;
    private Refusals refusals;

    @BeforeEach
    void soundKitchen() throws IOException {
        work = new Workplace(folder);
        refusals = new Refusals(folder);
        kitchen = work.file("kitchen.csv", Workplace.KITCHEN);
    }

    @Test
    void missingFile() {
        refusals.data("FOLDER/nowhere.csv: no such file", () -> work.prepare(folder.resolve("nowhere.csv"), kitchen));
    }

    @Test
    void directoryForAFile() throws IOException {
        Path made = Files.createDirectory(folder.resolve("dir"));
        refusals.data("FOLDER/dir: not a file but a directory", () -> work.prepare(made, kitchen));
    }

    @Test
    void emptyFile() throws IOException {
        Path food = work.file("food.csv", "");
        refusals.data("FOLDER/food.csv: the file is empty", () -> work.prepare(food, kitchen));
        Path packed = work.file("food.csv.gz", Workplace.gzip(""));
        refusals.data("FOLDER/food.csv.gz: the file is empty once unpacked", () -> work.prepare(packed, kitchen));
        Path blank = work.file("blank.csv", "\n\n  \n");
        refusals.data("FOLDER/blank.csv: the file is empty: 3 blank lines", () -> work.prepare(blank, kitchen));
        Path header = work.file("header.csv", "user_id,parent_asin,rating,timestamp\n");
        refusals.data("FOLDER/header.csv: a header and no rows", () -> work.prepare(header, kitchen));
    }

    @Test
    void gzipCutOffInTheFirstLines() throws IOException {
        byte[] whole = Workplace.gzip(Workplace.FOOD);
        for (int length : new int[] {3, 12, whole.length - 12, whole.length - 1}) {
            Path food = work.file("food.csv.gz", Arrays.copyOf(whole, length));
            String message = refusals.message(DataException.class, () -> work.prepare(food, kitchen));
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
        String message = refusals.message(DataException.class, () -> work.prepare(food, kitchen));
        assertTrue(
                message.matches("FOLDER/food.csv.gz: gzip data is cut off or damaged after line [0-9]{5} .*"), message);
    }

    @Test
    void damagedGzip() throws IOException {
        byte[] whole = Workplace.gzip(manyRows(60_000));
        Arrays.fill(whole, whole.length / 2, whole.length / 2 + 50, (byte) 0x55);
        Path food = work.file("food.csv.gz", whole);
        String message = refusals.message(DataException.class, () -> work.prepare(food, kitchen));
        assertTrue(message.startsWith("FOLDER/food.csv.gz"), message);
    }

    @Test
    void somethingBehindTheGzipData() throws IOException {
        byte[] whole = Workplace.gzip(Workplace.FOOD);
        byte[] longer = Arrays.copyOf(whole, whole.length + 100);
        Path food = work.file("food.csv.gz", longer);
        refusals.data(
                "FOLDER/food.csv.gz: cannot be read (DuckDB: IO Error: Input is not a GZIP stream). Try: copy or write the file again",
                () -> work.prepare(food, kitchen));
    }

    @Test
    void otherPacking() throws IOException {
        Path food = work.file("food.csv.zst", new byte[] {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd, 0, 0});
        refusals.data(
                "FOLDER/food.csv.zst: found zstd, expected plain text, gzip or Parquet. Try: unpack it first",
                () -> work.prepare(food, kitchen));
    }

    @Test
    void columnMissing() throws IOException {
        Path food = work.file("food.csv", "u1,f1,5.0,100\nu1,f2,300\nu2,f1,4.0,50\n");
        refusals.data(
                "FOLDER/food.csv:2: expected 4 columns separated by commas, found 3 — “u1,f2,300”",
                () -> work.prepare(food, kitchen));
        Path three = work.file("three.csv", "u1,f1,5.0\nu1,f2,4.0\n");
        refusals.data(
                "FOLDER/three.csv:1: 3 columns and no header, expected user,item,rating,timestamp — “u1,f1,5.0”. Try: --columns user=1,item=2,time=3 with the right positions",
                () -> work.prepare(three, kitchen));
        Path headed = work.file("headed.csv", "user_id,thing,rating,timestamp\nu1,f1,5.0,100\n");
        refusals.data(
                "FOLDER/headed.csv:1: no item column (parent_asin, asin, item_id, item) among the columns user_id, thing, rating, timestamp."
                        + " Try: --columns user=..,item=..,time=.. with three of these names",
                () -> work.prepare(headed, kitchen));
        Path text = work.file("text.csv", "no table at all\n");
        refusals.data(
                "FOLDER/text.csv:1: fewer than 3 columns, expected at least user, item and timestamp, separated by tab, comma, semicolon, | or :: — “no table at all”",
                () -> work.prepare(text, kitchen));
    }

    @Test
    void timestampThatIsNoNumber() throws IOException {
        Path food = work.file("food.csv", "u1,f1,5.0,100\nu1,f2,5.0,12:30\n");
        refusals.data(
                "FOLDER/food.csv:2: timestamp is not a whole number: “12:30” — “u1,f2,5.0,12:30”",
                () -> work.prepare(food, kitchen));
        Path fraction = work.file("fraction.csv", "u1,f1,5.0,100\nu1,f2,5.0,1.5\n");
        refusals.data(
                "FOLDER/fraction.csv:2: timestamp is not a whole number: “1.5” — “u1,f2,5.0,1.5”",
                () -> work.prepare(fraction, kitchen));
        Path mixed = work.file("mixed.csv", "u1,f1,5.0,1400457600\nu1,f2,5.0,1400457600000\n");
        refusals.data(
                "FOLDER/mixed.csv:2: timestamp 1400457600000 is not in seconds, as the others of its file are — “u1,f2,5.0,1400457600000”",
                () -> work.prepare(mixed, kitchen));
        Path absent = work.file("absent.csv", "u1,f1,5.0,100\nu1,f2,5.0,\n");
        refusals.data("FOLDER/absent.csv:2: empty timestamp — “u1,f2,5.0,”", () -> work.prepare(absent, kitchen));
        Path dates = work.file("dates.csv", "u1,f1,5.0,2014-05-18\nu1,f2,5.0,2014-05-19\n");
        refusals.data(
                "FOLDER/dates.csv:1: column 4 holds no whole number, expected user,item,rating,timestamp — “u1,f1,5.0,2014-05-18”."
                        + " Try: --columns user=1,item=2,time=3 with the right positions",
                () -> work.prepare(dates, kitchen));
    }

    @Test
    void badLineFarDown() throws IOException {
        Path food = work.file("food.csv.gz", Workplace.gzip(manyRows(20_000) + "u1,f1,5.0,noon\n"));
        refusals.data(
                "FOLDER/food.csv.gz:20001: timestamp is not a whole number: “noon” — “u1,f1,5.0,noon”",
                () -> work.prepare(food, kitchen));
    }

    @Test
    void bytesThatAreNotUtf8() throws IOException {
        byte[] bytes = "u1,f1,5.0,100\nu\u00e9,f2,5.0,300\n".getBytes(StandardCharsets.ISO_8859_1);
        Path food = work.file("food.csv", bytes);
        refusals.data("FOLDER/food.csv:2: not UTF-8 — “u\u00e9,f2,5.0,300”", () -> work.prepare(food, kitchen));
        byte[] far = (manyRows(20_000) + "u\u00e9,f2,5.0,300\n").getBytes(StandardCharsets.ISO_8859_1);
        Path deep = work.file("deep.csv", far);
        refusals.data("FOLDER/deep.csv:20001: not UTF-8 — “u\u00e9,f2,5.0,300”", () -> work.prepare(deep, kitchen));
    }

    @Test
    void emptyIds() throws IOException {
        Path user = work.file("user.csv", "u1,f1,5.0,100\n,f2,5.0,300\n");
        refusals.data("FOLDER/user.csv:2: empty user id — “,f2,5.0,300”", () -> work.prepare(user, kitchen));
        Path item = work.file("item.csv", "u1,f1,5.0,100\nu2,\"\",5.0,300\n");
        refusals.data("FOLDER/item.csv:2: empty item id — “u2,\"\",5.0,300”", () -> work.prepare(item, kitchen));
    }

    @Test
    void brokenQuotes() throws IOException {
        Path open = work.file("open.csv", "u1,f1,5.0,100\n\"u2,f2,5.0,300\nu1,f3,5.0,400\n");
        refusals.data(
                "FOLDER/open.csv:2: a quote is opened but not closed — “\"u2,f2,5.0,300”",
                () -> work.prepare(open, kitchen));
        Path after = work.file("after.csv", "u1,f1,5.0,100\n\"u2\"x,f2,5.0,300\n");
        refusals.data(
                "FOLDER/after.csv:2: text after a closing quote — “\"u2\"x,f2,5.0,300”",
                () -> work.prepare(after, kitchen));
        Path ends = work.file("ends.csv", "u1,f1,5.0,100\nu2,f2,5.0,300\r\n");
        refusals.data(
                "FOLDER/ends.csv:2: line ends in CR LF, the lines before in LF — “u2,f2,5.0,300”",
                () -> work.prepare(ends, kitchen));
    }

    @Test
    void wrongJsonLine() throws IOException {
        String sound = "{\"user_id\":\"u1\",\"parent_asin\":\"f1\",\"timestamp\":1400457600000}\n";
        Path broken = work.file("broken.jsonl", sound + "{\"user_id\":\"u1\",\"parent_asin\":\n");
        String message = refusals.message(DataException.class, () -> work.prepare(broken, kitchen));
        assertTrue(message.startsWith("FOLDER/broken.jsonl:2: not a JSON object (Unexpected end-of-input"), message);
        Path key = work.file("key.jsonl", sound + sound.replace("parent_asin", "asin"));
        refusals.data(
                "FOLDER/key.jsonl:2: no \"parent_asin\" in this object — “{\"user_id\":\"u1\",\"asin\":\"f1\",\"timestamp\":1400457600000}”",
                () -> work.prepare(key, kitchen));
        Path far = work.file("far.jsonl", sound.repeat(3000) + "[1, 2]\n");
        refusals.data("FOLDER/far.jsonl:3001: not a JSON object — “[1, 2]”", () -> work.prepare(far, kitchen));
        Path array = work.file("array.json", "[" + sound.strip() + "]\n");
        refusals.data(
                "FOLDER/array.json:1: a JSON array, expected one JSON object per line. Try: jq -c '.[]'",
                () -> work.prepare(array, kitchen));
        Path time = work.file("time.jsonl", sound + sound.replace("1400457600000", "\"soon\""));
        refusals.data(
                "FOLDER/time.jsonl:2: timestamp is not a whole number: “soon” — “{\"user_id\":\"u1\",\"parent_asin\":\"f1\",\"timestamp\":\"soon\"}”",
                () -> work.prepare(time, kitchen));
        Path keys = work.file("keys.jsonl", "{\"who\":\"u1\",\"parent_asin\":\"f1\",\"timestamp\":1}\n");
        refusals.data(
                "FOLDER/keys.jsonl:1: no user column (user_id, reviewerID, user) among the keys who, parent_asin, timestamp."
                        + " Try: --columns user=..,item=..,time=.. with three of these names",
                () -> work.prepare(keys, kitchen));
    }

    @Test
    void brokenParquet() throws IOException {
        Path food = work.file("food.parquet", "PAR1 and nothing of the kind");
        String message = refusals.message(DataException.class, () -> work.prepare(food, kitchen));
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
        refusals.data("FOLDER/food.parquet, row 2: empty item id (timestamp “2”)", () -> work.prepare(food, kitchen));
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
}
