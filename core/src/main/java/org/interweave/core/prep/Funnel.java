package org.interweave.core.prep;

import java.util.List;
import org.interweave.core.data.Manifest;

/**
 * What each filter left.
 *
 * @param domains names, in the dataset's order
 * @param steps in order, the first being what was read
 */
public record Funnel(List<String> domains, List<Step> steps) {
    /**
     * @param name of the SQL step
     * @param kept what stays, in words: "users in every domain"
     * @param gone why the rest went, in words: "user is not in every domain"
     * @param users distinct over all domains
     * @param perDomain in the order of the domains
     */
    public record Step(String name, String kept, String gone, long users, List<Count> perDomain) {
        public long rows() {
            return perDomain.stream().mapToLong(Count::rows).sum();
        }

        public long items() {
            return perDomain.stream().mapToLong(Count::items).sum();
        }

        Manifest.StepEntry entry() {
            return new Manifest.StepEntry(
                    name,
                    perDomain.stream().map(Count::rows).toList(),
                    perDomain.stream().map(Count::users).toList(),
                    perDomain.stream().map(Count::items).toList());
        }
    }

    /** Rows, distinct users and distinct items of one domain. */
    public record Count(long rows, long users, long items) {
        static final Count NONE = new Count(0, 0, 0);
    }

    public Funnel {
        domains = List.copyOf(domains);
        steps = List.copyOf(steps);
    }
}
