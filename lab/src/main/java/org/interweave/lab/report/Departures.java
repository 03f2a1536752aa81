package org.interweave.lab.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.interweave.lab.record.Records;
import org.interweave.lab.record.RunRecord;
import org.interweave.lab.study.StudySystem;
import org.interweave.lab.study.Systems;
import org.interweave.learn.train.RunConfig;

/** What a run does otherwise than the tables' runs of its system. Only runs without departures stand in the paper's tables. */
final class Departures {
    /** Tell runs of one system apart, or belong to the machine. */
    private static final Set<String> FREE = Set.of("seed", "target", "threads");

    private Departures() {}

    /** In words, such as {@code gradientClearing step instead of epoch}; empty if there are none. */
    static List<String> of(Records.Kept kept) {
        RunRecord record = kept.record();
        Optional<StudySystem> system = Systems.all().stream()
                .filter(known -> known.id().equals(record.system()))
                .findFirst();
        if (system.isEmpty()) {
            return List.of("a system of no table");
        }
        List<String> departures = new ArrayList<>();
        if (system.get().trains() && system.get().isBuilt()) {
            RunConfig own = system.get().config(record.study(), record.setting("target"));
            for (RunConfig.Setting setting : own.list()) {
                String value = record.setting(setting.name());
                if (!FREE.contains(setting.name()) && !value.isEmpty() && !value.equals(setting.value())) {
                    departures.add(setting.name() + " " + value + " instead of " + setting.value());
                }
            }
        }
        // The code that wrote the record may have known other settings than this code does.
        String rest = kept.name().startsWith(plainName(record, system.get()))
                ? kept.name().substring(plainName(record, system.get()).length())
                : "." + kept.name();
        if (departures.isEmpty() && !rest.isEmpty()) {
            departures.add(rest.substring(1));
        }
        return departures;
    }

    private static String plainName(RunRecord record, StudySystem system) {
        String name = record.study() + "." + record.system();
        if (!system.trains()) {
            return name;
        }
        return name + (system.perTarget() ? "." + record.setting("target") : "") + "." + record.seed();
    }
}
