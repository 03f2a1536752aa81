package org.interweave.prep;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import org.interweave.core.prep.DomainFiles;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same interactions in every form a file may have give the same sequences, and each form is named. */
class FileFormsTest {
    private static final List<String> EXPECTED = List.of("u1: f1@100 k1@200 f2@300", "u2: k1@10 f1@50 f3@60 k2@70");

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
    void ratingsWithUsersFirst() throws IOException {
        read(
                "headerless user,item,rating,timestamp (Amazon 2014), as 2 values of column 1 and 0 of column 2 occur in other domains, seconds",
                "food.csv",
                Workplace.FOOD);
    }

    @Test
    void ratingsWithItemsFirst() throws IOException {
        read(
                "headerless item,user,rating,timestamp (Amazon 2018), as 0 values of column 1 and 2 of column 2 occur in other domains, seconds",
                "food.csv",
                "f1,u1,5.0,100\nf2,u1,5.0,300\nf1,u2,4.0,50\nf3,u2,1.0,60\n");
    }

    @Test
    void bothFilesWithItemsFirst() throws IOException {
        Path food = work.file("food.csv", "f1,u1,5.0,100\nf2,u1,5.0,300\nf1,u2,4.0,50\nf3,u2,1.0,60\n");
        Path other = work.file("other.csv", "k1,u1,5.0,200\nk1,u2,5.0,10\nk2,u2,5.0,70\n");
        work.prepare(food, other);
        assertEquals(EXPECTED, Workplace.sequences(work.out()));
    }

    @Test
    void productIdsTellTheColumnsByTheirLook() throws IOException {
        Path users = work.file(
                "a.csv", "A14R9XMZVJ6INB,616719923X,5.0,1400457600\nA1P3PLYYMURAV1,B00004S1C5,5.0,1380153600\n");
        Path items = work.file(
                "b.csv", "B000A1B2C3,A14R9XMZVJ6INB,5.0,1400457601\n0123456789,A1P3PLYYMURAV1,5.0,1380153601\n");
        work.prepare(users, items);
        assertEquals(
                List.of(
                        "food a.csv: headerless user,item,rating,timestamp (Amazon 2014), seconds",
                        "kitchen b.csv: headerless item,user,rating,timestamp (Amazon 2018), seconds"),
                work.recognized);
        assertEquals(
                List.of(
                        "A14R9XMZVJ6INB: 616719923X@1400457600 B000A1B2C3@1400457601",
                        "A1P3PLYYMURAV1: B00004S1C5@1380153600 0123456789@1380153601"),
                Workplace.sequences(work.out()));
    }

    @Test
    void csvWithHeader() throws IOException {
        read(
                "CSV with header user_id,parent_asin,timestamp (Amazon 2023), seconds",
                "food.csv",
                "user_id,parent_asin,rating,timestamp\r\nu1,f1,5.0,100\r\nu1,f2,5.0,300\r\nu2,f1,4.0,50\r\nu2,f3,1.0,60\r\n");
    }

    @Test
    void millisecondsAreToldAndCutToSeconds() throws IOException {
        Path food = work.file(
                "food.csv",
                "user_id,parent_asin,rating,timestamp\nu1,f2,5,1400457600999\nu1,f1,5,1400457600001\nu2,f1,5,1400457700000\n");
        Path seconds = work.file("seconds.csv", "u1,k1,5.0,1400457600\nu1,k2,5.0,1400457601\nu2,k1,5.0,1400457600\n");
        work.prepare(food, seconds);
        assertEquals(
                "food food.csv: CSV with header user_id,parent_asin,timestamp (Amazon 2023), milliseconds",
                work.recognized.get(0));
        assertEquals(
                List.of(
                        "u1: k1@1400457600 f1@1400457600 f2@1400457600 k2@1400457601",
                        "u2: k1@1400457600 f1@1400457700"),
                Workplace.sequences(work.out()));
    }

    @Test
    void timesBefore1970RoundDown() throws IOException {
        Path food = work.file(
                "food.csv", "user_id,parent_asin,rating,timestamp\nu1,f1,5,-1400457600001\nu2,f1,5,-1400457600000\n");
        work.prepare(food, kitchen);
        assertEquals(
                List.of("u1: f1@-1400457601 k1@200", "u2: f1@-1400457600 k1@10 k2@70"),
                Workplace.sequences(work.out()));
    }

    @Test
    void jsonLinesOfTheOldReviews() throws IOException {
        read(
                "JSON lines reviewerID,asin,unixReviewTime, seconds",
                "food.json",
                json("reviewerID", "asin", "unixReviewTime"));
    }

    @Test
    void jsonLinesOfTheNewReviews() throws IOException {
        String text = json("user_id", "parent_asin", "timestamp")
                .replace(
                        "}",
                        ", \"asin\": \"variant\", \"images\": [{\"a\": 1}], \"text\": \"a \\\"quoted\\\" word\\n\"}");
        read("JSON lines user_id,parent_asin,timestamp, seconds", "food.jsonl", text);
    }

    @Test
    void recBoleInteractions() throws IOException {
        read(
                "RecBole .inter user_id,item_id,timestamp, seconds",
                "food.inter",
                "user_id:token\titem_id:token\trating:float\ttimestamp:float\nu1\tf1\t5\t1e2\nu1\tf2\t5\t300.0\nu2\tf1\t4\t50\nu2\tf3\t1\t6.0E1\n");
    }

    @Test
    void parquet() throws Exception {
        Path food = parquet(
                "SELECT * FROM (VALUES ('u1', 'f1', 100), ('u1', 'f2', 300), ('u2', 'f1', 50), ('u2', 'f3', 60)) t(user_id, item_id, timestamp)");
        work.prepare(food, kitchen);
        assertEquals("food food.parquet: Parquet user_id,item_id,timestamp, seconds", work.recognized.get(0));
        assertEquals(EXPECTED, Workplace.sequences(work.out()));
    }

    @Test
    void parquetWithMomentsAndNumbersForIds() throws Exception {
        Path food = parquet(
                "SELECT 1 AS u, 7 AS i, TIMESTAMP '2014-05-19 00:00:00.5' AS at UNION ALL SELECT 2, 8, TIMESTAMP '2014-05-19 00:00:01'");
        Path numbers = work.file("numbers.csv", "1,k1,5,1400457600\n2,k1,5,1400457600\n");
        work.columns("food:user=u,item=i,time=at").prepare(food, numbers);
        assertEquals("food food.parquet: Parquet u,i,at, microseconds", work.recognized.get(0));
        assertEquals(
                List.of("1: k1@1400457600 7@1400457600", "2: k1@1400457600 8@1400457601"),
                Workplace.sequences(work.out()));
    }

    @Test
    void namedColumns() throws IOException {
        work.columns("food:time=when,item=sku,user=uid");
        read(
                "header, user=uid,item=sku,time=when as told, separated by semicolons, seconds",
                "food.txt",
                "sku;when;uid;note\nf1;100;u1;a,b\nf2;300;u1;\nf1;50;u2;\"x;\ny\"\nf3;60;u2;\n");
    }

    @Test
    void numberedColumns() throws IOException {
        work.columns("food:user=1,item=2,time=3");
        read(
                "headerless, user=1,item=2,time=3 as told, separated by tabs, seconds",
                "food.tsv",
                "u1\tf1\t100\nu1\tf2\t300\nu2\tf1\t50\nu2\tf3\t60\n");
        work.replace();
        read(
                "headerless, user=1,item=2,time=3 as told, separated by tabs, first line skipped as a header, seconds",
                "head.tsv",
                "who\twhat\twhen\nu1\tf1\t100\nu1\tf2\t300\nu2\tf1\t50\nu2\tf3\t60\n");
    }

    @Test
    void doubleColonsOfMovieLens() throws IOException {
        read(
                "headerless user,item,rating,timestamp (Amazon 2014), as 2 values of column 1 and 0 of column 2 occur in other domains, seconds",
                "ratings.dat",
                Workplace.FOOD.replace(",", "::"));
    }

    @Test
    void gzipIsToldByContentNotByName() throws IOException {
        Path packed = work.file("food.csv", Workplace.gzip(Workplace.FOOD));
        Path plain = work.file("kitchen.csv.gz", Workplace.KITCHEN);
        work.prepare(packed, plain);
        assertEquals(EXPECTED, Workplace.sequences(work.out()));
        Path json = work.file("food", Workplace.gzip(json("user_id", "asin", "timestamp")));
        work.replace().prepare(json, plain);
        assertEquals(EXPECTED, Workplace.sequences(work.out()));
    }

    @Test
    void severalFilesOfOneDomainInDifferentForms() throws IOException {
        Path first = work.file("1.csv", "u1,f1,5.0,100\nu1,f2,5.0,300\n");
        Path second = work.file(
                "2.json",
                "{\"user_id\":\"u2\",\"asin\":\"f1\",\"timestamp\":50}\n{\"user_id\":\"u2\",\"asin\":\"f3\",\"timestamp\":60}\n");
        work.prepare(
                work.out(),
                List.of(new DomainFiles("food", List.of(first, second)), new DomainFiles("kitchen", List.of(kitchen))));
        assertEquals(EXPECTED, Workplace.sequences(work.out()));
    }

    private void read(String form, String name, String text) throws IOException {
        work.prepare(work.file(name, text), kitchen);
        assertEquals("food " + name + ": " + form, work.recognized.get(0));
        assertEquals(EXPECTED, Workplace.sequences(work.out()));
    }

    private Path parquet(String select) throws Exception {
        Path file = folder.resolve("food.parquet");
        try (Connection c = DriverManager.getConnection("jdbc:duckdb:");
                Statement s = c.createStatement()) {
            s.execute("COPY (" + select + ") TO '" + file + "' (FORMAT parquet)");
        }
        return file;
    }

    private static String json(String user, String item, String time) {
        StringBuilder lines = new StringBuilder();
        for (String row : Workplace.FOOD.split("\n")) {
            String[] f = row.split(",");
            lines.append("{\"")
                    .append(user)
                    .append("\": \"")
                    .append(f[0])
                    .append("\", \"")
                    .append(item)
                    .append("\": \"")
                    .append(f[1])
                    .append("\", \"overall\": 5.0, \"")
                    .append(time)
                    .append("\": ")
                    .append(f[3])
                    .append("}\n");
        }
        return lines.toString();
    }
}
