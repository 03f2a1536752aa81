package org.interweave.lab.report;

import java.util.ArrayList;
import java.util.List;
import org.interweave.lab.record.Records;
import org.interweave.lab.study.StudySystem;
import org.interweave.learn.train.EvaluationReport;

/**
 * What systems reach on the test split of a study.
 *
 * @param among what targets are ranked among
 */
record Results(StudyRecords study, EvaluationReport.Among among) {
    Measured of(StudySystem system, String domain, Metric metric) {
        List<Measured.Sample> samples = new ArrayList<>();
        for (Records.Kept kept : study.of(system, domain)) {
            StudyRecords.metrics(kept, among, domain)
                    .ifPresent(metrics -> samples.add(new Measured.Sample(
                            kept.record().seed(),
                            metric.of(metrics),
                            List.of(kept.name()),
                            kept.record().finished())));
        }
        return new Measured(samples);
    }

    /** MRR summed over domains, what Table 3 shows. */
    Measured mrrSum(StudySystem system) {
        return Measured.sum(study.domains().stream()
                .map(domain -> of(system, domain, Metric.MRR))
                .toList());
    }
}
