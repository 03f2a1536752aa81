package org.interweave.cli;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import org.interweave.core.metric.Metrics;
import org.interweave.lab.record.Records;
import org.interweave.lab.record.RunRecord;
import org.interweave.lab.report.PublishedNumbers;
import org.interweave.learn.train.EvaluationReport;

/** Run records as Markdown. */
final class RecordsPage {
    private RecordsPage() {}

    static String render(List<Records.Kept> records, PublishedNumbers paper) {
        StringBuilder text = new StringBuilder("# Results\n\n")
                .append(
                        "Rendered by `./interweave lab show --write` from the records beside this page. Test split, leave-one-out; ")
                .append("the best epoch was chosen by validation alone.\n");
        if (!paper.source().isEmpty()) {
            text.append("In brackets, where the paper gives a number: ours less the paper's mean over five seeds (")
                    .append(paper.source())
                    .append(").\n");
        }
        for (Records.Kept kept : records) {
            appendRecord(text, kept.name(), kept.record(), paper);
        }
        return text.toString();
    }

    private static void appendRecord(StringBuilder text, String name, RunRecord record, PublishedNumbers paper) {
        text.append("\n## ").append(name).append("\n\n");
        text.append("| domain | candidates | users | HR@5 | HR@10 | NDCG@10 | MRR |\n|---|---|---|---|---|---|---|\n");
        for (EvaluationReport report : record.evaluations()) {
            for (Map.Entry<String, Metrics> entry : report.domains().entrySet()) {
                appendRow(text, record, report, entry.getKey(), entry.getValue(), paper);
            }
        }
        text.append("\n- Best epoch ")
                .append(record.bestEpoch())
                .append(" of ")
                .append(record.curve().size());
        text.append(record.finished() ? ", stopped by itself" : ", training was not finished");
        text.append("; validation MRR summed over domains ")
                .append(four(sum(record.validation())))
                .append(".\n");
        text.append("- Training ")
                .append(String.format(
                        Locale.ROOT,
                        "%.0f s, %.1f s an epoch",
                        record.trainingSeconds(),
                        record.trainingSeconds() / Math.max(1, record.curve().size())));
        text.append(String.format(
                Locale.ROOT, ", validations left out; at most %.1f GB resident.%n", record.peakBytes() / 1e9));
        text.append("- Machine: ")
                .append(record.machine())
                .append(". Commit ")
                .append(record.commit())
                .append(".\n");
        text.append("- Dataset `")
                .append(record.dataset(), 0, 16)
                .append("…`; settings: `")
                .append(settings(record))
                .append("`.\n");
    }

    private static void appendRow(
            StringBuilder text,
            RunRecord record,
            EvaluationReport report,
            String domain,
            Metrics m,
            PublishedNumbers paper) {
        boolean comparable = report.candidates().equals("999");
        text.append("| ")
                .append(domain)
                .append(" | ")
                .append(comparable ? "1 + 999" : "whole domain")
                .append(" | ")
                .append(m.users());
        String[] names = {"hr5", "hr10", "ndcg10", "mrr"};
        double[] values = {m.hr5(), m.hr10(), m.ndcg10(), m.mrr()};
        for (int i = 0; i < names.length; i++) {
            text.append(" | ").append(four(values[i]));
            OptionalDouble published = paper.of(record.study(), record.system(), domain, names[i]);
            if (comparable && published.isPresent()) {
                text.append(String.format(Locale.ROOT, " (%+.4f)", values[i] - published.getAsDouble()));
            }
        }
        text.append(" |\n");
    }

    private static String settings(RunRecord record) {
        return (record.run().path("training").toString() + " " + record.run().path("settings")).replace("\"", "");
    }

    private static double sum(Map<String, Metrics> domains) {
        return domains.values().stream().mapToDouble(Metrics::mrr).sum();
    }

    private static String four(double value) {
        return String.format(Locale.ROOT, "%.4f", value);
    }
}
