package org.interweave.core.metric;

import java.util.List;

/** Means over users. A domain without users has zeros. */
public record Metrics(int users, double hr5, double hr10, double ndcg10, double mrr) {
    public static Metrics of(List<Rank> ranks) {
        int n = Math.max(1, ranks.size());
        return new Metrics(
                ranks.size(),
                ranks.stream().mapToDouble(r -> r.hit(5)).sum() / n,
                ranks.stream().mapToDouble(r -> r.hit(10)).sum() / n,
                ranks.stream().mapToDouble(r -> r.ndcg(10)).sum() / n,
                ranks.stream().mapToDouble(Rank::reciprocal).sum() / n);
    }
}
