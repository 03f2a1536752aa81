package org.interweave.core.metric;

import java.util.Map;
import org.interweave.core.split.Split;

/**
 * The result of ranking the held-out items.
 *
 * @param candidates "999", or "all" for the whole domain
 * @param candidateHash SHA-256 of the ranked lists; equal hashes mean equal lists
 * @param domains metrics by domain of the target, in catalogue order
 */
public record Evaluation(Split split, String candidates, String candidateHash, Map<String, Metrics> domains) {
    /** What model selection maximises. */
    public double mrrSum() {
        return domains.values().stream().mapToDouble(Metrics::mrr).sum();
    }
}
