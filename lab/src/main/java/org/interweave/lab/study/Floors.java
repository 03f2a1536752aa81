package org.interweave.lab.study;

import org.interweave.core.baseline.Cooccurrence;
import org.interweave.core.baseline.Popularity;
import org.interweave.core.data.Dataset;
import org.interweave.core.metric.Scorer;
import org.interweave.core.split.LeaveOneOut;

/** Systems that do not train: what they know they count. */
public final class Floors {
    private Floors() {}

    /** @param system popularity or co-occurrence */
    public static Scorer scorer(StudySystem system, Dataset dataset) {
        LeaveOneOut split = new LeaveOneOut(dataset.sequences(), dataset.inputWindow());
        int users = dataset.sequences().users();
        return system == Systems.POPULARITY
                ? new Popularity(dataset.catalog(), split, users)
                : new Cooccurrence(dataset.catalog(), split, users);
    }
}
