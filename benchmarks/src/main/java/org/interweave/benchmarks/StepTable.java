package org.interweave.benchmarks;

import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;

/** A record of the step benchmark as Markdown. */
final class StepTable {
    private final StepRecord record;

    private StepTable(StepRecord record) {
        this.record = record;
    }

    static String render(StepRecord record) {
        return new StepTable(record).text();
    }

    private String text() {
        StringBuilder text = new StringBuilder();
        Source.Facts data = record.variants().get(0).measured().data();
        text.append(format(
                "%s: %,d users, %s items, %,d interactions, input window %d%s. K = %d, %,d parameters.%n%n",
                data.name(),
                data.users(),
                String.join(
                        " + ",
                        data.itemsPerDomain().stream()
                                .map(n -> format("%,d", n))
                                .toList()),
                data.interactions(),
                data.window(),
                data.checksum().isEmpty() ? "" : ", dataset `" + data.checksum().substring(0, 12) + "`",
                data.itemsPerDomain().size(),
                record.variants().get(0).measured().parameters()));
        text.append("| step | median ms | least to most | s an epoch | ");
        for (Phase phase : Phase.values()) {
            text.append(phase.name().toLowerCase(Locale.ROOT)).append(" | ");
        }
        text.append(
                "tokens/s | useful GFLOP/s | of the peak | peak memory | steps | others' load | loss | x padded |\n");
        text.append("|---|").append("---|".repeat(11 + Phase.values().length)).append("\n");
        record.variants().forEach(variant -> text.append(row(variant)));
        return text.append("\n").append(circumstances()).toString();
    }

    private String row(StepRecord.Variant variant) {
        Measurement measured = variant.measured();
        List<Measurement.Sample> steps = measured.steps();
        Spread total = Spread.of(steps, Measurement.Sample::totalMillis);
        double rate =
                Spread.of(steps, s -> s.gigaflop() / s.totalMillis() * 1000).median();
        MatrixPeak peak = peak(variant);
        StringJoiner cells = new StringJoiner(" | ", "| ", " |\n");
        cells.add(variant.label());
        cells.add(format("**%,.0f**", total.median()));
        cells.add(format("%,.0f to %,.0f", total.least(), total.most()));
        cells.add(format("%,.1f", total.median() / 1000 * stepsPerEpoch(measured)));
        for (Phase phase : Phase.values()) {
            cells.add(format(
                    "%,.0f",
                    Spread.of(steps, s -> s.phaseMillis().getOrDefault(phase, 0.0))
                            .median()));
        }
        cells.add(format(
                "%,.0f",
                Spread.of(steps, s -> s.tokens() / s.totalMillis() * 1000).median()));
        cells.add(format("%.1f", rate));
        cells.add(format("%.0f %% (%s)", 100 * rate / peak.gigaflops(), peak.type()));
        cells.add(format("%.2f GB", measured.peakBytes() / 1e9));
        cells.add(Integer.toString(steps.size()));
        cells.add(format("%.1f cores", measured.otherLoad()));
        cells.add(format("%.6f", measured.lossWithoutDropout()));
        cells.add(ratio(variant));
        return cells.toString();
    }

    /** Every user once; making batches included, validation not. */
    private int stepsPerEpoch(Measurement measured) {
        int batchUsers = record.run().path("training").path("batchUsers").asInt();
        return (measured.data().users() + batchUsers - 1) / batchUsers;
    }

    /** The peak of the products this variant computes with. */
    private MatrixPeak peak(StepRecord.Variant variant) {
        boolean narrow = variant.precision().equals("medium")
                && !record.machine().bfloat16().equals("none");
        String type = narrow ? "bfloat16" : "float32";
        return record.peaks().stream()
                .filter(p -> p.type().equals(type))
                .findFirst()
                .orElseThrow();
    }

    /** How many times as long the padded step takes, over the batches that both took. */
    private String ratio(StepRecord.Variant variant) {
        return record.variants().stream()
                .filter(StepRecord.Variant::isReference)
                .findFirst()
                .map(reference -> {
                    int shared = Math.min(
                            reference.measured().steps().size(),
                            variant.measured().steps().size());
                    return format("%.1f", median(reference, shared) / median(variant, shared));
                })
                .orElse("");
    }

    private static double median(StepRecord.Variant variant, int steps) {
        return Spread.of(variant.measured().steps().subList(0, steps), Measurement.Sample::totalMillis)
                .median();
    }

    private String circumstances() {
        StringBuilder text = new StringBuilder(Circumstances.of(record.machine(), record.date(), record.commit()));
        text.append("- Peaks: ")
                .append(String.join(
                        ", ",
                        record.peaks().stream()
                                .map(p -> format("%s %.0f GFLOP/s (%d squared)", p.type(), p.gigaflops(), p.size()))
                                .toList()))
                .append(".\n");
        record.variants().stream().filter(StepRecord.Variant::isReference).forEach(v -> text.append(reference(v)));
        return text.append("- Settings: `")
                .append(record.run().toString().replace("\"", ""))
                .append("`.\n")
                .toString();
    }

    private String reference(StepRecord.Variant variant) {
        String trials = String.join(
                ", ",
                record.trials().stream()
                        .map(t -> format("%.1f s with %d", t.medianMillis() / 1000, t.blasThreads()))
                        .toList());
        return format(
                        "- The padded step ran with %d OpenBLAS threads, the faster in a trial on %d users: %s.%n",
                        variant.blasThreads(), record.trials().get(0).users(), trials)
                + chunks(variant);
    }

    private String chunks(StepRecord.Variant variant) {
        int users = record.run().path("training").path("batchUsers").asInt();
        return variant.usersAtOnce() >= users
                ? format("- The padded step took all %d users at once.%n", users)
                : format(
                        "- The padded step summed the gradients of chunks of %d users, because %d did not fit into memory: its peak memory is that of a chunk.%n",
                        variant.usersAtOnce(), users);
    }

    private static String format(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern, values);
    }
}
