package org.interweave.lab.report;

import java.util.function.ToDoubleFunction;
import org.interweave.core.metric.Metrics;
import org.interweave.core.metric.Rank;

/** What tables show of a ranking. */
enum Metric {
    HR_5("hr5", "HR@5", Metrics::hr5, rank -> rank.hit(5)),
    HR_10("hr10", "HR@10", Metrics::hr10, rank -> rank.hit(10)),
    NDCG_10("ndcg10", "NDCG@10", Metrics::ndcg10, rank -> rank.ndcg(10)),
    MRR("mrr", "MRR", Metrics::mrr, Rank::reciprocal);

    private final String key;
    private final String title;
    private final ToDoubleFunction<Metrics> mean;
    private final ToDoubleFunction<Rank> value;

    Metric(String key, String title, ToDoubleFunction<Metrics> mean, ToDoubleFunction<Rank> value) {
        this.key = key;
        this.title = title;
        this.mean = mean;
        this.value = value;
    }

    /** What the paper's numbers call it. */
    String key() {
        return key;
    }

    /** What tables call it. */
    String title() {
        return title;
    }

    double of(Metrics metrics) {
        return mean.applyAsDouble(metrics);
    }

    double of(Rank rank) {
        return value.applyAsDouble(rank);
    }
}
