package org.interweave.benchmarks;

import java.util.Locale;

/** A record of the answer benchmark as Markdown. */
final class AnswerTable {
    private AnswerTable() {}

    static String render(AnswerRecord record) {
        StringBuilder text = new StringBuilder(format(
                "%s in %s precision, %,d items; opened in %.1f s. A request reads %d items and returns 10.%n%n",
                record.model(),
                record.precision().name().toLowerCase(Locale.ROOT),
                record.items(),
                record.openSeconds(),
                record.historyItems()));
        text.append(
                "| test split, among | users | first time, s | second time, s | users/s |\n|---|---|---|---|---|\n");
        for (AnswerRecord.Ranking r : record.evaluations()) {
            text.append(format(
                    "| %s | %,d | %.1f | **%.1f** | %,.0f |%n",
                    r.among(), r.users(), r.first(), r.second(), r.users() / r.second()));
        }
        text.append("\n| requests at once | median ms | 90 % within | 99 % within | slowest | requests/s |\n")
                .append("|---|---|---|---|---|---|\n");
        for (AnswerRecord.Latency l : record.requests()) {
            text.append(format(
                    "| %d | **%.1f** | %.1f | %.1f | %.1f | %,.0f |%n",
                    l.threads(), l.median(), l.p90(), l.p99(), l.most(), l.requestsPerSecond()));
        }
        return text.append("\n")
                .append(command(record.command()))
                .append(circumstances(record))
                .toString();
    }

    private static String command(ColdCommand command) {
        return command == null
                ? ""
                : format(
                        "The command `recommend` as a whole: **%.1f s** (%.1f to %.1f, %d times).%n%n",
                        command.median() / 1e3, command.least() / 1e3, command.most() / 1e3, command.times());
    }

    private static String circumstances(AnswerRecord record) {
        Machine m = record.machine();
        if (record.commit() == null) {
            return format(
                    "- %d cores; Java %s; libtorch %s, %s kernels, %d threads.%n- Measured %s.%n",
                    m.cores(), m.java(), m.libtorch(), m.kernels(), m.threads(), record.date());
        }
        return Circumstances.of(m, record.date(), record.commit())
                + format("- Others kept %.1f cores busy meanwhile.%n", record.otherLoad())
                + "- Settings: `" + record.run().toString().replace("\"", "") + "`.\n";
    }

    private static String format(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern, values);
    }
}
