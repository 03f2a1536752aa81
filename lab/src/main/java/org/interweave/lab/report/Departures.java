package org.interweave.lab.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.interweave.lab.record.Records;
import org.interweave.lab.record.RunRecord;
import org.interweave.lab.study.PlannedRun;
import org.interweave.lab.study.StudySystem;
import org.interweave.lab.study.Systems;
import org.interweave.learn.train.RunConfig;

/** What a run does otherwise than the tables' runs of its system. Only runs without departures stand in the paper's tables. */
final class Departures {
    /** Tell runs of one system apart, or belong to the machine. */
    private static final Set<String> FREE = Set.of("seed", "target", "threads");

    private Departures() {}

    /**
     * In words, such as {@code gradientClearing step instead of epoch}; empty if there are none.
     *
     * @param shared settings, as {@code name=value}, that the tables' runs have instead of their systems' own
     */
    static List<String> of(Records.Kept kept, List<String> shared) {
        RunRecord record = kept.record();
        Optional<StudySystem> system = Systems.all().stream()
                .filter(known -> known.id().equals(record.system()))
                .findFirst();
        if (system.isEmpty()) {
            return List.of("a system of no table");
        }
        String expected = record.study() + "." + record.system();
        List<String> departures = new ArrayList<>();
        if (system.get().trains() && system.get().isBuilt()) {
            RunConfig own = own(system.get(), record, shared);
            expected = PlannedRun.name(record.study(), system.get(), own);
            for (RunConfig.Setting setting : own.list()) {
                String value = record.setting(setting.name());
                if (!FREE.contains(setting.name()) && !value.isEmpty() && !value.equals(setting.value())) {
                    departures.add(setting.name() + " " + value + " instead of " + setting.value());
                }
            }
        }
        // The code that wrote the record may have known other settings than this code does.
        String rest = kept.name().startsWith(expected) ? kept.name().substring(expected.length()) : "." + kept.name();
        if (departures.isEmpty() && !rest.isEmpty()) {
            departures.add(rest.substring(1));
        }
        return departures;
    }

    private static RunConfig own(StudySystem system, RunRecord record, List<String> shared) {
        RunConfig config = system.config(record.study(), record.setting("target"));
        Set<String> known = config.list().stream().map(RunConfig.Setting::name).collect(Collectors.toSet());
        return config.with(List.of("seed=" + record.seed()))
                .with(shared.stream()
                        .filter(assignment -> known.contains(assignment.replaceFirst("=.*", "")))
                        .toList());
    }
}
