package org.interweave.prep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.interweave.core.data.DataException;
import org.interweave.core.prep.DomainFiles;
import org.interweave.core.prep.Filters;
import org.interweave.core.prep.Ties;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sound files that make no dataset, and options that cannot be met: one line that says what and what to try, the right kind of error, nothing left behind. */
class BadRequestTest {
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
    void userAndItemExchangedEverywhere() throws IOException {
        Path food = work.file("food.csv", Workplace.FOOD);
        work.columns("user=2,item=1,time=4");
        refusals.data(
                "no value of the user columns occurs in two domains, but 2 values of the item columns do: user and item look exchanged."
                        + " Try: --columns with user and item the other way round",
                () -> work.prepare(food, kitchen));
    }

    @Test
    void userAndItemExchangedInOneFile() throws IOException {
        Path food = work.file("food.csv", Workplace.FOOD);
        work.columns("food:user=2,item=1,time=4", "kitchen:user=1,item=2,time=4");
        refusals.data(
                "no value of the user columns occurs in two domains, but 2 of them occur in the item column of another domain:"
                        + " user and item look exchanged in one of the files. Try: --columns DOMAIN:user=..,item=..,time=..",
                () -> work.prepare(food, kitchen));
    }

    @Test
    void oneUserWithAllRows() throws IOException {
        Path food = work.file("food.csv", "5.0,f1,u1,100\n5.0,f2,u1,300\n5.0,f3,u2,300\n");
        refusals.data(
                "all 3 rows of food have the same user id: this looks like the wrong column. Try: --columns user=..,item=..,time=..",
                () -> work.prepare(food, kitchen));
    }

    @Test
    void noUserInCommon() throws IOException {
        Path food = work.file("food.csv", "a1,f1,5.0,100\na2,f2,5.0,300\n");
        refusals.data(
                "no user of food (2) occurs in every domain. Try: files whose user ids mean the same people",
                () -> work.prepare(food, kitchen));
    }

    @Test
    void idsNumberedPerDomain() throws IOException {
        Path food = work.file("food.csv", "1,11,5.0,100\n1,12,5.0,300\n2,11,5.0,100\n");
        Path films = work.file("films.csv", "1,11,5.0,50\n2,12,5.0,60\n2,11,5.0,100\n");
        refusals.data(
                "every item id of food (2) occurs in another domain too, so no item is left."
                        + " Try: ids that are unique over all domains, for instance with the domain's name in front",
                () -> work.prepare(food, films));
    }

    @Test
    void filterThatLeavesNobody() throws IOException {
        Path food = work.file("food.csv", Workplace.FOOD);
        work.filters(new Filters(3, 1, 50, Filters.ALL_DOMAINS, Ties.ITEM));
        refusals.data(
                "no item of food has 3 rows or more among the 2 users in every domain; its most frequent has 2. Try: --min-item 2 or less",
                () -> work.prepare(food, kitchen));
        work.filters(new Filters(1, 3, 50, Filters.ALL_DOMAINS, Ties.ITEM));
        refusals.data(
                "no user keeps 3 rows or more in every domain within the newest 50. Try: --min-user 2 or less, a smaller --min-item (1) or a larger --window",
                () -> work.prepare(food, kitchen));
        work.filters(new Filters(1, 1, 3, Filters.ALL_DOMAINS, Ties.ITEM));
        Path late = work.file(
                "late.csv",
                "u1,l1,5.0,900\nu1,l2,5.0,901\nu1,l3,5.0,902\nu2,l1,5.0,900\nu2,l2,5.0,901\nu2,l3,5.0,902\n");
        refusals.data(
                "no row of food is among the newest 3 of its user. Try: a larger --window",
                () -> work.prepare(food, late));
    }

    @Test
    void domainGivenTwice() throws IOException {
        Path food = work.file("food.csv", Workplace.FOOD);
        DomainFiles one = new DomainFiles("food", List.of(food));
        refusals.usage(
                "domain food is given twice. Try: --domain food=FILE,FILE2 for several files of one domain",
                () -> work.prepare(work.out(), List.of(one, new DomainFiles("food", List.of(kitchen)))));
        refusals.usage(
                "FOLDER/food.csv is given for domains food and kitchen. Try: a file of its own for each",
                () -> work.prepare(food, food));
        Path copy = work.file("copy.csv", Workplace.FOOD);
        refusals.usage(
                "FOLDER/food.csv and FOLDER/copy.csv, given for domains food and kitchen, have the same content. Try: a file of its own for each",
                () -> work.prepare(food, copy));
        refusals.usage(
                "FOLDER/food.csv is given twice for domain food. Try: a file of its own for each",
                () -> work.prepare(
                        work.out(),
                        List.of(
                                new DomainFiles("food", List.of(food, food)),
                                new DomainFiles("kitchen", List.of(kitchen)))));
    }

    @Test
    void fewerThanTwoDomains() {
        refusals.usage(
                "a cross-domain dataset needs 2 domains or more, found 1. Try: --domain NAME=FILE once for each",
                () -> work.prepare(kitchen));
    }

    @Test
    void unknownColumn() throws IOException {
        Path food = work.file("food.csv", "uid,sku,at\nu1,f1,100\nu2,f2,200\n");
        work.columns("food:user=uid,item=product,time=at");
        refusals.data(
                "FOLDER/food.csv: no column 'product' (--columns user=uid,item=product,time=at); its columns are uid, sku, at",
                () -> work.prepare(food, kitchen));
        work.columns("kitchen:user=1,item=2,time=5");
        Path sound = work.file("sound.csv", Workplace.FOOD);
        refusals.data(
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
        refusals.usage(
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
}
