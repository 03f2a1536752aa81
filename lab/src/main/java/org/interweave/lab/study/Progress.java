package org.interweave.lab.study;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.interweave.lab.record.Course;
import org.interweave.lab.record.Records;
import org.interweave.lab.record.RunRecord;
import org.interweave.learn.train.RunConfig;

/** How far the runs of a plan are, as their records and journals tell. */
public final class Progress {
    /** Where a run stands. */
    public enum State {
        DONE("done"),
        /** A record of its name is there, of other data or settings, or of a training that was cut short. */
        OTHER("record of another run"),
        UNDER_WAY("under way"),
        OPEN("to do");

        private final String words;

        State(String words) {
            this.words = words;
        }

        public String words() {
            return words;
        }
    }

    /**
     * @param epochs done so far
     * @param best validation MRR summed over domains, 0 before the first epoch
     * @param why in a word or two where the state needs one
     */
    public record Standing(PlannedRun run, State state, int epochs, double best, String why) {}

    private final Path runs;
    private final Map<String, RunRecord> records = new HashMap<>();

    /** @param runs holds a directory per run */
    public Progress(Path records, Path runs) throws IOException {
        this.runs = runs;
        for (Records.Kept kept : Records.in(records)) {
            this.records.put(kept.name(), kept.record());
        }
    }

    public Standing of(PlannedRun run) throws IOException {
        RunRecord record = records.get(run.name());
        if (record != null) {
            String why = difference(run, record);
            return new Standing(
                    run,
                    why.isEmpty() ? State.DONE : State.OTHER,
                    record.curve().size(),
                    best(record.curve()),
                    why);
        }
        Path journal = runs.resolve(run.name()).resolve("journal.jsonl");
        if (!Files.exists(journal)) {
            return new Standing(run, State.OPEN, 0, 0, "");
        }
        List<RunRecord.Point> curve = Course.read(journal).points();
        return new Standing(run, State.UNDER_WAY, curve.size(), best(curve), "");
    }

    private static double best(List<RunRecord.Point> curve) {
        return curve.stream()
                .mapToDouble(RunRecord.Point::validationMrrSum)
                .max()
                .orElse(0);
    }

    /** Why a record is not that of the run; empty if it is. */
    private static String difference(PlannedRun run, RunRecord record) {
        if (!record.finished()) {
            return "its training was not finished";
        }
        if (!record.dataset().equals(run.dataset().checksum())) {
            return "of another dataset";
        }
        if (run.config().isEmpty()) {
            return "";
        }
        List<String> differences = RunConfig.parse(record.run().toString())
                .differences(run.config().get());
        return differences.isEmpty() ? "" : "of other settings (" + String.join("; ", differences) + ")";
    }
}
