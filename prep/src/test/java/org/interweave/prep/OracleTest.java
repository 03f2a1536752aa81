package org.interweave.prep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.interweave.core.prep.Filters;
import org.interweave.core.prep.Ties;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random logs against the filters written as plain loops; the failing case is named by its seed. */
class OracleTest {
    @TempDir
    Path folder;

    private record Row(String user, String item, long time, int domain, int line) {}

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 6, 7, 8, 9, 10, 11, 12, 13})
    void sqlDoesWhatTheLoopsDo(long seed) throws IOException {
        Random random = new Random(seed);
        int domains = 2 + random.nextInt(3);
        Filters filters = new Filters(
                1 + random.nextInt(4),
                1 + random.nextInt(3),
                5 + random.nextInt(20),
                random.nextBoolean() ? 0 : 1 + random.nextInt(domains),
                List.of(Ties.ITEM, Ties.FILE, Ties.parse("shuffle:" + seed)).get(random.nextInt(3)));
        List<Row> rows = rows(random, domains);
        List<String> expected = expected(rows, domains, filters);
        Workplace work = new Workplace(folder).filters(filters);
        Path[] files = new Path[domains];
        for (int d = 0; d < domains; d++) files[d] = work.file(d + ".inter", text(rows, d));
        work.prepare(files);
        List<String> found = Workplace.sequences(work.out());
        assertFalse(expected.isEmpty(), "this seed shows nothing");
        assertEquals(String.join("\n", expected), String.join("\n", found), "seed " + seed + " " + filters);
    }

    private static List<Row> rows(Random random, int domains) {
        List<Row> rows = new ArrayList<>();
        for (int d = 0; d < domains; d++)
            for (int line = 0; line < 400; line++) {
                String item = random.nextInt(60) == 0
                        ? "shared" + random.nextInt(3)
                        : "é" + (char) ('a' + d) + (int) Math.abs(random.nextGaussian() * 25);
                rows.add(new Row("ü" + (int) Math.abs(random.nextGaussian() * 30), item, random.nextInt(40), d, line));
            }
        return rows;
    }

    private static String text(List<Row> rows, int domain) {
        StringBuilder text = new StringBuilder("user_id:token\titem_id:token\ttimestamp:float\n");
        rows.stream().filter(r -> r.domain == domain).forEach(r -> text.append(r.user)
                .append('\t')
                .append(r.item)
                .append('\t')
                .append(r.time)
                .append('\n'));
        return text.toString();
    }

    private static List<String> expected(List<Row> all, int domains, Filters f) {
        int enough = f.minDomains() == Filters.ALL_DOMAINS ? domains : f.minDomains();
        Map<String, Set<Integer>> domainsOfItem = new HashMap<>();
        all.forEach(
                r -> domainsOfItem.computeIfAbsent(r.item, i -> new HashSet<>()).add(r.domain));
        List<Row> rows = keep(all, r -> domainsOfItem.get(r.item).size() == 1);
        rows = keepUsers(rows, user -> inDomains(user, domains, 1) >= enough);
        Map<String, Long> count = rows.stream().collect(Collectors.groupingBy(Row::item, Collectors.counting()));
        rows = keep(rows, r -> count.get(r.item) >= f.minItem());
        Comparator<Row> total = order(f.ties());
        List<String> sequences = new ArrayList<>();
        Set<Integer> left = new HashSet<>();
        for (Map.Entry<String, List<Row>> user : byUser(rows).entrySet()) {
            List<Row> sorted = user.getValue().stream().sorted(total).toList();
            List<Row> newest = sorted.subList(Math.max(0, sorted.size() - f.window()), sorted.size());
            if (inDomains(newest, domains, f.minUser()) < enough) continue;
            newest.forEach(r -> left.add(r.domain));
            sequences.add(user.getKey() + ": "
                    + newest.stream().map(r -> r.item + "@" + r.time).collect(Collectors.joining(" ")));
        }
        return left.size() < domains ? List.of() : sequences;
    }

    private static Comparator<Row> order(Ties ties) {
        Comparator<Row> byTime = Comparator.comparingLong(Row::time);
        return switch (ties.order()) {
            case ITEM -> byTime.thenComparingInt(Row::domain).thenComparing(Row::item);
            case FILE -> byTime.thenComparingInt(Row::domain).thenComparingInt(Row::line);
            case SHUFFLE ->
                byTime.thenComparing(r ->
                        md5(ties.seed() + " " + r.time * 1_000_000 + " " + r.domain + " " + r.item + " " + r.user));
        };
    }

    private static String md5(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private static List<Row> keep(List<Row> rows, Predicate<Row> condition) {
        return rows.stream().filter(condition).toList();
    }

    private static List<Row> keepUsers(List<Row> rows, Predicate<List<Row>> condition) {
        Map<String, List<Row>> byUser = byUser(rows);
        return keep(rows, r -> condition.test(byUser.get(r.user)));
    }

    private static Map<String, List<Row>> byUser(List<Row> rows) {
        return rows.stream().collect(Collectors.groupingBy(Row::user, TreeMap::new, Collectors.toList()));
    }

    private static int inDomains(List<Row> rows, int domains, int least) {
        Map<Integer, Long> count = rows.stream().collect(Collectors.groupingBy(Row::domain, Collectors.counting()));
        Function<Integer, Long> of = d -> count.getOrDefault(d, 0L);
        int enough = 0;
        for (int d = 0; d < domains; d++) if (of.apply(d) >= least) enough++;
        return enough;
    }
}
