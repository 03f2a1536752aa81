package org.interweave.benchmarks;

import java.util.Locale;
import java.util.StringJoiner;

/** A record of the growth benchmark as Markdown. */
final class GrowthTable {
    private GrowthTable() {}

    static String render(GrowthRecord record) {
        StringBuilder text =
                new StringBuilder("| what grows | value | tokens | parameters | median ms | least to most ");
        for (Phase phase : Phase.values()) {
            text.append("| ").append(phase.name().toLowerCase(Locale.ROOT)).append(" ");
        }
        text.append("| peak memory | others' load | exponent of time | of memory |\n|---|")
                .append("---|".repeat(9 + Phase.values().length))
                .append("\n");
        for (GrowthRecord.Axis axis : record.axes()) {
            for (int i = 0; i < axis.points().size(); i++) {
                text.append(row(axis, i));
            }
        }
        return text.append("\n")
                .append(Circumstances.of(record.machine(), record.date(), record.commit()))
                .append("- Settings: `")
                .append(record.run().toString().replace("\"", ""))
                .append("`.\n")
                .toString();
    }

    private static String row(GrowthRecord.Axis axis, int i) {
        Measurement m = axis.points().get(i).measured();
        Spread total = Spread.of(m.steps(), Measurement.Sample::totalMillis);
        StringJoiner cells = new StringJoiner(" | ", "| ", " |\n");
        cells.add(i == 0 ? axis.name() : "");
        cells.add(format("%,.0f", axis.points().get(i).value()));
        cells.add(
                format("%,.0f", Spread.of(m.steps(), Measurement.Sample::tokens).median()));
        cells.add(format("%,d", m.parameters()));
        cells.add(format("**%,.0f**", total.median()));
        cells.add(format("%,.0f to %,.0f", total.least(), total.most()));
        for (Phase phase : Phase.values()) {
            cells.add(format(
                    "%,.0f",
                    Spread.of(m.steps(), s -> s.phaseMillis().getOrDefault(phase, 0.0))
                            .median()));
        }
        cells.add(format("%.2f GB", m.peakBytes() / 1e9));
        cells.add(format("%.1f cores", m.otherLoad()));
        cells.add(i == 0 ? format("%.2f", axis.exponent(GrowthTable::millis)) : "");
        cells.add(i == 0 ? format("%.2f", axis.exponent(Measurement::peakBytes)) : "");
        return cells.toString();
    }

    static double millis(Measurement m) {
        return Spread.of(m.steps(), Measurement.Sample::totalMillis).median();
    }

    private static String format(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern, values);
    }
}
