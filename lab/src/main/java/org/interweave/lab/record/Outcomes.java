package org.interweave.lab.record;

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntUnaryOperator;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.interweave.core.data.DataException;
import org.interweave.core.io.AtomicFile;
import org.interweave.core.metric.Evaluation;
import org.interweave.core.metric.Metrics;
import org.interweave.core.metric.Rank;
import org.interweave.learn.train.EvaluationReport;

/**
 * Where every user's held-out item stands: what all metrics, and every comparison of two systems user by user, are worked out from.
 *
 * @param all ascending by user
 */
public record Outcomes(List<Outcome> all) {
    /** How the file's name ends that keeps them beside a record. */
    public static final String SUFFIX = ".outcomes.csv.gz";

    private static final String HEADER = "user,domain,seen,sampled_above,sampled_equal,all_above,all_equal";

    /**
     * One user.
     *
     * @param user row of the dataset
     * @param domain index of the target's domain
     * @param seen how often the target occurs in the training data of all users
     * @param sampled its rank among the sampled candidates
     * @param full its rank among all items of the domain
     */
    public record Outcome(int user, int domain, int seen, Rank sampled, Rank full) {}

    /** Brings two evaluations of the same users together. */
    static Outcomes of(Evaluation sampled, Evaluation full, IntUnaryOperator seenOfUser) {
        Map<Integer, Rank> ranks = new HashMap<>();
        full.places().forEach(place -> ranks.put(place.user(), place.rank()));
        List<Outcome> all = new ArrayList<>();
        for (Evaluation.Place place : sampled.places()) {
            int user = place.user();
            all.add(new Outcome(user, place.domain(), seenOfUser.applyAsInt(user), place.rank(), ranks.get(user)));
        }
        all.sort(Comparator.comparingInt(Outcome::user));
        return new Outcomes(List.copyOf(all));
    }

    /** Mean metrics of those in a domain, among the sampled candidates or all items. */
    public Metrics metrics(int domain, EvaluationReport.Among among) {
        return Metrics.of(all.stream()
                .filter(outcome -> outcome.domain == domain)
                .map(outcome -> among == EvaluationReport.Among.SAMPLED ? outcome.sampled : outcome.full)
                .toList());
    }

    public void write(Path file) throws IOException {
        StringBuilder text = new StringBuilder(HEADER).append('\n');
        for (Outcome o : all) {
            text.append(o.user).append(',').append(o.domain).append(',').append(o.seen);
            text.append(',').append(o.sampled.greater()).append(',').append(o.sampled.equal());
            text.append(',').append(o.full.greater()).append(',').append(o.full.equal());
            text.append('\n');
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream packed = new GZIPOutputStream(bytes)) {
            packed.write(text.toString().getBytes(StandardCharsets.UTF_8));
        }
        ByteBuffer content = ByteBuffer.wrap(bytes.toByteArray());
        AtomicFile.writeWith(file, channel -> {
            while (content.hasRemaining()) {
                channel.write(content);
            }
        });
    }

    public static Outcomes read(Path file) throws IOException {
        List<Outcome> all = new ArrayList<>();
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                new GZIPInputStream(new ByteArrayInputStream(Files.readAllBytes(file))), StandardCharsets.UTF_8))) {
            String header = lines.readLine();
            if (!HEADER.equals(header)) {
                throw new DataException(file + ": line 1 is '" + header + "', expected '" + HEADER + "'");
            }
            int number = 1;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                number++;
                all.add(parse(file, number, line));
            }
        }
        return new Outcomes(List.copyOf(all));
    }

    private static Outcome parse(Path file, int number, String line) {
        try {
            String[] cells = line.split(",", -1);
            int[] n = new int[7];
            for (int i = 0; i < n.length; i++) {
                n[i] = Integer.parseInt(cells[i]);
            }
            return new Outcome(n[0], n[1], n[2], new Rank(n[3], n[4]), new Rank(n[5], n[6]));
        } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
            throw new DataException(file + ":" + number + ": '" + line + "', expected seven whole numbers: " + HEADER);
        }
    }
}
