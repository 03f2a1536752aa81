package org.interweave.prep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.interweave.core.data.Dataset;
import org.interweave.core.prep.Filters;
import org.interweave.core.prep.Funnel;
import org.interweave.core.prep.Preparation;
import org.interweave.core.prep.Ties;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a preparation promises, whatever its input. */
class DuckPreparationTest {
    @TempDir
    Path folder;

    private Workplace work;

    @BeforeEach
    void workplace() {
        work = new Workplace(folder);
    }

    @Test
    void theFunnelAccountsForEveryRow() throws IOException {
        Path food = work.file("food.csv", "u1,f1,5,1\nu1,f1,5,1\nu1,both,5,2\nu2,f1,5,3\nu3,f2,5,4\nu9,f1,5,5\n");
        Path kitchen = work.file("kitchen.csv", "u1,k1,5,1\nu1,k1,5,6\nu2,k1,5,4\nu3,k1,5,9\nu1,both,5,7\n");
        Preparation.Prepared made = work.filters(new Filters(2, 1, 3, Filters.ALL_DOMAINS, Ties.ITEM))
                .prepare(food, kitchen);
        List<String> steps = new ArrayList<>();
        for (Funnel.Step s : made.funnel().steps()) steps.add(s.kept() + " " + s.users() + " " + s.perDomain());
        assertEquals(
                List.of(
                        "read 4 [Count[rows=6, users=4, items=3], Count[rows=5, users=3, items=2]]",
                        "items of one domain 4 [Count[rows=5, users=4, items=2], Count[rows=4, users=3, items=1]]",
                        "users in every domain 3 [Count[rows=4, users=3, items=2], Count[rows=4, users=3, items=1]]",
                        "items with 2+ rows 3 [Count[rows=3, users=2, items=1], Count[rows=4, users=3, items=1]]",
                        "newest 3 rows of a user 3 [Count[rows=2, users=2, items=1], Count[rows=4, users=3, items=1]]",
                        "users with 1+ rows in every domain 2 [Count[rows=2, users=2, items=1], Count[rows=3, users=2, items=1]]"),
                steps);
        assertEquals(List.of("u1: f1@1 k1@1 k1@6", "u2: f1@3 k1@4"), Workplace.sequences(work.out()));
        assertEquals(1, made.ties());
        assertEquals(3, made.neighbours());
        assertEquals(0, made.duplicates());
        assertEquals(6, Dataset.open(work.out()).manifest().steps().size());
    }

    @Test
    void duplicatesStayAndAreCounted() throws IOException {
        Path food = work.file("food.csv", "u1,f1,5,1\nu1,f1,4,1\nu1,f1,5,1\nu2,f1,5,1\n");
        Path kitchen = work.file("kitchen.csv", "u1,k1,5,1\nu2,k1,5,1\n");
        assertEquals(2, work.prepare(food, kitchen).duplicates());
        assertEquals("u1: f1@1 f1@1 f1@1 k1@1", Workplace.sequences(work.out()).get(0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"item", "file", "shuffle:7"})
    void equalInputGivesEqualBytesOnAnyNumberOfThreads(String ties) throws IOException {
        Random random = new Random(5);
        Path food = work.file("food.csv", rows(random, 'f', 40_000));
        Path kitchen = work.file("kitchen.csv", rows(random, 'k', 40_000));
        work.filters(new Filters(3, 2, 20, Filters.ALL_DOMAINS, Ties.parse(ties)));
        work.settings(new DuckSettings("500MB", 4)).prepare(food, kitchen);
        Map<String, String> first = Workplace.contents(work.out());
        assertTrue(first.containsKey("provenance.json"));
        for (int threads : new int[] {1, 2, 4}) {
            work.replace()
                    .settings(new DuckSettings(threads == 1 ? "30MB" : "500MB", threads))
                    .prepare(food, kitchen);
            assertEquals(first, Workplace.contents(work.out()), threads + " threads");
        }
    }

    @Test
    void onlyFileOrderDependsOnTheOrderOfLines() throws IOException {
        Random random = new Random(6);
        List<String> lines = new ArrayList<>(List.of(rows(random, 'f', 3_000).split("\n")));
        Path kitchen = work.file("kitchen.csv", rows(random, 'k', 3_000));
        for (String ties : List.of("item", "shuffle:1", "file")) {
            work.filters(new Filters(1, 1, 10, Filters.ALL_DOMAINS, Ties.parse(ties)));
            Path straight = work.file("food.csv", String.join("\n", lines));
            work.replace().prepare(straight, kitchen);
            List<String> before = Workplace.sequences(work.out());
            List<String> turned = new ArrayList<>(lines);
            Collections.reverse(turned);
            work.prepare(work.file("food.csv", String.join("\n", turned)), kitchen);
            if (ties.equals("file")) assertNotEquals(before, Workplace.sequences(work.out()));
            else assertEquals(before, Workplace.sequences(work.out()), ties);
        }
    }

    @Test
    void everySeedShufflesTiesAndOnlyTies() throws IOException {
        Random random = new Random(7);
        Path food = work.file("food.csv", rows(random, 'f', 3_000));
        Path kitchen = work.file("kitchen.csv", rows(random, 'k', 3_000));
        List<List<String>> seen = new ArrayList<>();
        for (String ties : List.of("item", "shuffle:1", "shuffle:2")) {
            work.replace()
                    .filters(new Filters(1, 1, 1000, Filters.ALL_DOMAINS, Ties.parse(ties)))
                    .prepare(food, kitchen);
            seen.add(Workplace.sequences(work.out()));
        }
        assertNotEquals(seen.get(0), seen.get(1));
        assertNotEquals(seen.get(1), seen.get(2));
        for (int u = 0; u < seen.get(0).size(); u++)
            assertEquals(bag(seen.get(0).get(u)), bag(seen.get(1).get(u)));
    }

    @Test
    void idsMayHoldAnything() throws IOException {
        String food =
                "ü✓,\"f\"\"1\"\"\",5,1\n😀,\"f,2\",5,1\n😀,f'3,5,1\nNULL,f\\4,5,1\nNA, f 5 ,5,1\nü✓,\"f\t6\",5,2\n";
        String kitchen = "ü✓,k\"1,5,3\n😀,007,5,3\nNULL,7,5,3\nNA,%s,5,3\n";
        work.prepare(work.file("food.csv", food), work.file("kitchen.csv", kitchen));
        assertEquals(
                List.of("NA:  f 5 @1 %s@3", "NULL: f\\4@1 7@3", "ü✓: f\"1\"@1 f\t6@2 k\"1@3", "😀: f'3@1 f,2@1 007@3"),
                Workplace.sequences(work.out()));
        Dataset data = Dataset.open(work.out());
        for (int item = 1; item <= data.catalog().items(); item++) assertEquals(item, data.item(data.itemId(item)));
        for (int user = 0; user < data.sequences().users(); user++) assertEquals(user, data.user(data.userId(user)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a[1].csv",
                "b*.csv",
                "c?.csv",
                "it's.csv",
                "sp ace,comma.csv",
                "{x}.csv",
                "küche.csv",
                "back\\slash.csv",
                "$HOME.csv",
                "-- drop.csv",
                "http:x.csv"
            })
    void fileNamesAreNames(String name) throws IOException {
        work.file("a1.csv", "wrong,wrong,5,1\n");
        work.file("bb.csv", "wrong,wrong,5,1\n");
        work.file("cc.csv", "wrong,wrong,5,1\n");
        work.prepare(work.file(name, Workplace.FOOD), work.file("kitchen.csv", Workplace.KITCHEN));
        assertEquals(
                List.of("u1: f1@100 k1@200 f2@300", "u2: k1@10 f1@50 f3@60 k2@70"), Workplace.sequences(work.out()));
    }

    @Test
    void outMayHaveAnOddNameAndNoParentYet() throws IOException {
        Path out = folder.resolve("new").resolve("it's [a] dataset");
        work.prepare(out, List.of(domain("food", Workplace.FOOD), domain("kitchen", Workplace.KITCHEN)));
        assertEquals(2, Workplace.sequences(out).size());
        assertEquals(List.of("food.csv", "kitchen.csv", "new"), Workplace.names(folder));
        assertEquals(List.of("it's [a] dataset"), Workplace.names(folder.resolve("new")));
    }

    @Test
    void threeDomainsOrTwoOfThem() throws IOException {
        Path food = work.file("food.csv", "u1,f1,5,1\nu2,f1,5,2\n");
        Path kitchen = work.file("kitchen.csv", "u1,k1,5,3\nu2,k1,5,4\nu2,k2,5,5\n");
        Path books = work.file("books.csv", "u1,b1,5,0\nu3,b2,5,4\nu3,b1,5,1\n");
        work.prepare(food, kitchen, books);
        assertEquals(List.of("u1: b1@0 f1@1 k1@3"), Workplace.sequences(work.out()));
        work.replace().filters(new Filters(1, 1, 50, 2, Ties.ITEM)).prepare(food, kitchen, books);
        assertEquals(List.of("u1: b1@0 f1@1 k1@3", "u2: f1@2 k1@4 k2@5"), Workplace.sequences(work.out()));
        assertEquals("2", Dataset.open(work.out()).manifest().filters().minDomains());
    }

    @Test
    void blankLinesAndByteOrderMarksAreNoData() throws IOException {
        Path food = work.file("food.csv", "\uFEFFu1,f1,5.0,100\n\nu1,f2,5.0,300\nu2,f1,4.0,50\n\nu2,f3,1.0,60\n\n");
        work.prepare(food, work.file("kitchen.csv", Workplace.KITCHEN));
        assertEquals(
                List.of("u1: f1@100 k1@200 f2@300", "u2: k1@10 f1@50 f3@60 k2@70"), Workplace.sequences(work.out()));
    }

    private org.interweave.core.prep.DomainFiles domain(String name, String text) throws IOException {
        return new org.interweave.core.prep.DomainFiles(name, List.of(work.file(name + ".csv", text)));
    }

    private static List<String> bag(String sequence) {
        return List.of(sequence.split(" ")).stream().sorted().toList();
    }

    private static String rows(Random random, char domain, int rows) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < rows; i++)
            text.append('u')
                    .append(random.nextInt(rows / 10))
                    .append(',')
                    .append(domain)
                    .append((int) Math.abs(random.nextGaussian() * rows / 40))
                    .append(",5.0,")
                    .append(1_400_000_000L + 86_400 * random.nextInt(30))
                    .append('\n');
        return text.toString();
    }
}
