package org.interweave.lab.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.interweave.lab.study.StudySystem;

/**
 * A column of a table of systems.
 *
 * @param group heading over it and its neighbours
 * @param of what a system has of it
 * @param reference to hold a system's against
 */
record Quantity(
        String group,
        String label,
        Function<StudySystem, Measured> of,
        Function<StudySystem, Optional<Cell.Reference>> reference) {
    /** For columns that stand for themselves. */
    static final Function<StudySystem, Optional<Cell.Reference>> NO_REFERENCE = system -> Optional.empty();

    DataTable.Column column() {
        return new DataTable.Column(group, label);
    }

    /** The four metrics of every domain. */
    static List<Quantity> metrics(Results results, Metrics references) {
        List<Quantity> quantities = new ArrayList<>();
        for (String domain : results.study().domains()) {
            for (Metric metric : Metric.values()) {
                quantities.add(new Quantity(
                        domain,
                        metric.title(),
                        system -> results.of(system, domain, metric),
                        system -> references.of(system, domain, metric)));
            }
        }
        return quantities;
    }

    /** What numbers of a domain's metrics are held against. */
    interface Metrics {
        Metrics NONE = (system, domain, metric) -> Optional.empty();

        Optional<Cell.Reference> of(StudySystem system, String domain, Metric metric);
    }
}
