package org.interweave.core.metric;

import java.util.List;
import java.util.Map;
import org.interweave.core.split.Split;

/**
 * The result of ranking the held-out items.
 *
 * @param candidates "999", or "all" for the whole domain
 * @param candidateHash SHA-256 of the ranked lists; equal hashes mean equal lists
 * @param domains metrics by domain of the target, in catalogue order
 * @param places where each user's target stands, domain by domain
 */
public record Evaluation(
        Split split, String candidates, String candidateHash, Map<String, Metrics> domains, List<Place> places) {
    /** @param domain that the user's target belongs to */
    public record Place(int user, int domain, Rank rank) {}

    /** What model selection maximises. */
    public double mrrSum() {
        return domains.values().stream().mapToDouble(Metrics::mrr).sum();
    }
}
