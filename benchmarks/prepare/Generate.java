import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.zip.GZIPOutputStream;

/**
 * Writes a rating file without header for each of two domains, in the form of the public Amazon ratings: user,item,rating,timestamp. Equal arguments give equal
 * bytes on every machine. Needs a JDK 17 and nothing else: {@code java Generate.java FOLDER ROWS SEED plain|gzip amazon|bare}.
 *
 * <p>What makes it like real logs: items and users are drawn by Zipf's law, an eighth of a domain's users also act in the other one and act more, times are whole
 * days, some rows occur twice, some items in both domains, and rows come in no order at all.
 */
final class Generate {
    private static final String[] DOMAINS = {"books", "films"};
    private static final int ROWS_PER_USER = 5;
    private static final int ROWS_PER_ITEM = 40;
    /** One user in this many acts in both domains, */
    private static final int ONE_SHARED_IN = 8;
    /** and acts this many times as much as others. */
    private static final double SHARED_ACTIVITY = 6;
    /** One item in this many is sold under the same id in both domains. */
    private static final int ONE_ITEM_SHARED_IN = 500;
    private static final int ONE_ROW_TWICE_IN = 200;
    private static final long FIRST_DAY = 1_000_000_000L / 86_400;
    private static final int DAYS = 5_000;
    /** Days over which a user's rows spread. */
    private static final int ACTIVE_DAYS = 700;

    private final int rows;
    private final long seed;
    private final boolean amazonIds;
    private final int users;
    private final int items;

    private Generate(int rows, long seed, boolean amazonIds) {
        this.rows = rows;
        this.seed = seed;
        this.amazonIds = amazonIds;
        users = Math.max(8, rows / ROWS_PER_USER);
        items = Math.max(8, rows / ROWS_PER_ITEM);
    }

    public static void main(String[] args) throws IOException {
        boolean sound = args.length == 5
                && args[1].matches("[1-9][0-9]{0,8}")
                && args[2].matches("[0-9]{1,18}")
                && List.of("plain", "gzip").contains(args[3])
                && List.of("amazon", "bare").contains(args[4]);
        if (!sound) {
            System.err.println("usage: java Generate.java FOLDER ROWS SEED plain|gzip amazon|bare");
            System.exit(2);
        }
        Path folder = Files.createDirectories(Path.of(args[0]));
        boolean gzip = args[3].equals("gzip");
        Generate generate = new Generate(Integer.parseInt(args[1]), Long.parseLong(args[2]), args[4].equals("amazon"));
        List<Thread> writers = new ArrayList<>();
        for (int d = 0; d < DOMAINS.length; d++) {
            int domain = d;
            Path file = folder.resolve(DOMAINS[d] + (gzip ? ".csv.gz" : ".csv"));
            Thread writer = new Thread(() -> generate.write(domain, file, gzip));
            writer.start();
            writers.add(writer);
        }
        for (Thread writer : writers) {
            try {
                writer.join();
            } catch (InterruptedException e) {
                System.exit(130);
            }
        }
    }

    private void write(int domain, Path file, boolean gzip) {
        SplittableRandom random = new SplittableRandom(seed * 31 + domain);
        Weighted user = new Weighted(userWeights());
        Weighted item = new Weighted(zipf(items, 0.9));
        StringBuilder line = new StringBuilder();
        try (OutputStream raw = Files.newOutputStream(file);
                OutputStream out = new BufferedOutputStream(gzip ? new GZIPOutputStream(raw, 1 << 16) : raw, 1 << 20)) {
            for (int row = 0; row < rows; row++) {
                boolean again = row > 0 && random.nextInt(ONE_ROW_TWICE_IN) == 0;
                if (!again) {
                    line.setLength(0);
                    append(line, domain, user.draw(random), item.draw(random), random);
                }
                out.write(line.toString().getBytes(StandardCharsets.US_ASCII));
            }
        } catch (IOException e) {
            System.err.println(file + ": " + e.getMessage());
            System.exit(4);
        }
    }

    private void append(StringBuilder line, int domain, int user, int item, SplittableRandom random) {
        boolean sharedUser = user % ONE_SHARED_IN == 0;
        boolean sharedItem = item % ONE_ITEM_SHARED_IN == ONE_ITEM_SHARED_IN - 1;
        long userKey = mixed((sharedUser ? 0 : 1 + domain) * 1_000_000_000L + user);
        long itemKey = mixed((sharedItem ? 10 : 11 + domain) * 1_000_000_000L + item);
        int firstDay = (int) Long.remainderUnsigned(userKey, DAYS - ACTIVE_DAYS);
        long day = FIRST_DAY + firstDay + random.nextInt(ACTIVE_DAYS);
        line.append(amazonIds ? "A" : "").append(id(userKey, amazonIds ? 13 : 10)).append(',');
        line.append(amazonIds ? "B0" : "").append(id(itemKey, 8)).append(',');
        line.append(1 + random.nextInt(5)).append(".0,").append(day * 86_400).append('\n');
    }

    /** Digits and capitals that a key alone decides, all of its 64 bits in the longest form. */
    private static String id(long key, int length) {
        char[] id = new char[length];
        for (int i = 0; i < length; i++) {
            int digit = (int) Long.remainderUnsigned(key, 36);
            id[i] = (char) (digit < 10 ? '0' + digit : 'A' + digit - 10);
            key = Long.divideUnsigned(key, 36);
        }
        return new String(id);
    }

    private double[] userWeights() {
        double[] weights = zipf(users, 0.6);
        for (int u = 0; u < users; u += ONE_SHARED_IN) weights[u] *= SHARED_ACTIVITY;
        return weights;
    }

    /** Weights of Zipf's law, flat for the first few, so that the most active user is no robot and the first item no majority. */
    private static double[] zipf(int count, double exponent) {
        double[] weights = new double[count];
        for (int i = 0; i < count; i++) weights[i] = StrictMath.exp(-exponent * StrictMath.log(i + 20));
        return weights;
    }

    /** The finaliser of SplitMix64: a permutation, so that different numbers give different keys. */
    private static long mixed(long number) {
        long z = number + 0x9e3779b97f4a7c15L;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }

    /** Draws an index in proportion to its weight. */
    private static final class Weighted {
        private final double[] upTo;

        Weighted(double[] weights) {
            upTo = new double[weights.length];
            double sum = 0;
            for (int i = 0; i < weights.length; i++) upTo[i] = sum += weights[i];
        }

        int draw(SplittableRandom random) {
            int found = Arrays.binarySearch(upTo, random.nextDouble() * upTo[upTo.length - 1]);
            return Math.min(found < 0 ? -found - 1 : found + 1, upTo.length - 1);
        }
    }
}
