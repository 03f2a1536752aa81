package org.interweave.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.interweave.core.sample.Seeds;

/**
 * Generated logs of films and books whose users carry habits from one domain to the other.
 *
 * <p>A hidden ring runs through all items, film and book in turn. Most of the time a user goes on to the item after the last one, which lies in the other domain;
 * otherwise they start anew somewhere, at popular items more often. So what comes next hangs on the other domain's newest item: counts of items or of pairs hardly
 * see it, because every user has been at many places of the ring and pairs know no direction.
 */
record DemoData(int users, int itemsPerDomain, double habit, long seed) {
    static final List<String> DOMAINS = List.of("films", "books");
    private static final List<String> NAMES = List.of("film", "book");
    private static final int SHORTEST = 16;
    private static final int LONGEST = 36;
    private static final long FIRST_DAY = 1_600_000_000L;
    private static final long DAY = 86_400;

    DemoData {
        if (2 * itemsPerDomain <= LONGEST) {
            throw new IllegalArgumentException("itemsPerDomain (" + itemsPerDomain + ") must be more than "
                    + LONGEST / 2 + ": no user meets an item twice, and some have " + LONGEST);
        }
    }

    static DemoData standard(long seed) {
        return new DemoData(1200, 150, 0.7, seed);
    }

    /** Writes {@code films.csv} and {@code books.csv}, lines of user, item, rating and time in seconds. */
    void write(Path directory) throws IOException {
        Files.createDirectories(directory);
        Seeds seeds = new Seeds(seed);
        int[][] rings = new int[DOMAINS.size()][];
        for (int d = 0; d < rings.length; d++) {
            rings[d] = seeds.shuffled(IntStream.range(0, itemsPerDomain).toArray(), "ring", d);
        }
        try (PrintWriter films = open(directory, 0);
                PrintWriter books = open(directory, 1)) {
            PrintWriter[] files = {films, books};
            for (int user = 0; user < users; user++) {
                writeUser(user, rings, seeds.stream("user", user), files);
            }
            if (films.checkError() || books.checkError()) {
                throw new IOException(directory + ": the generated data cannot be written. Try: free some space");
            }
        }
    }

    private static PrintWriter open(Path directory, int domain) throws IOException {
        return new PrintWriter(Files.newBufferedWriter(directory.resolve(DOMAINS.get(domain) + ".csv")));
    }

    private void writeUser(int user, int[][] rings, SplittableRandom random, PrintWriter[] files) {
        Set<Integer> visited = new HashSet<>();
        int length = random.nextInt(SHORTEST, LONGEST + 1);
        long time = FIRST_DAY + random.nextInt(1000) * DAY;
        int place = start(random);
        for (int i = 0; i < length; i++) {
            int next = (place + 1) % (2 * itemsPerDomain);
            place = i > 0 && random.nextDouble() < habit && !visited.contains(next) ? next : start(random);
            while (!visited.add(place)) {
                place = start(random);
            }
            int domain = place % 2;
            time += 1 + random.nextInt((int) (5 * DAY));
            files[domain].printf("user-%04d,%s-%03d,5.0,%d%n", user, NAMES.get(domain), rings[domain][place / 2], time);
        }
    }

    /** A place on the ring; of two draws the one nearer the start, so that some items are several times as popular as others. */
    private int start(SplittableRandom random) {
        int places = 2 * itemsPerDomain;
        return Math.min(random.nextInt(places), random.nextInt(places));
    }
}
