package org.interweave.lab.study;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.interweave.core.data.Dataset;
import org.interweave.lab.record.Recorder;
import org.interweave.learn.train.RunConfig;

/**
 * One run of a study.
 *
 * @param study the data set's name
 * @param target the domain it is for, or the empty name for all
 * @param config nothing for a system that does not train
 * @param name of its directory and its record
 */
public record PlannedRun(
        Dataset dataset, String study, StudySystem system, String target, Optional<RunConfig> config, String name) {

    /** The runs of some systems on some data sets: one seed after the other, so that a table of one seed is whole as early as can be. */
    public static List<PlannedRun> of(
            List<Dataset> datasets, List<StudySystem> systems, List<Long> seeds, List<String> assignments) {
        List<PlannedRun> runs = new ArrayList<>();
        for (Dataset dataset : datasets) {
            systems.stream().filter(system -> !system.trains()).forEach(system -> runs.add(floor(dataset, system)));
            for (long seed : seeds) {
                for (StudySystem system : systems) {
                    if (system.trains()) {
                        for (String target : system.targets(dataset.catalog())) {
                            runs.add(training(dataset, system, target, seed, assignments));
                        }
                    }
                }
            }
        }
        return List.copyOf(runs);
    }

    private static PlannedRun floor(Dataset dataset, StudySystem system) {
        String study = Recorder.study(dataset);
        return new PlannedRun(dataset, study, system, "", Optional.empty(), study + "." + system.id());
    }

    private static PlannedRun training(
            Dataset dataset, StudySystem system, String target, long seed, List<String> assignments) {
        String study = Recorder.study(dataset);
        RunConfig preset = system.config(study, target).with(List.of("seed=" + seed));
        RunConfig config = preset.with(assignments);
        return new PlannedRun(dataset, study, system, target, Optional.of(config), name(study, system, config));
    }

    /** A run's name: data set, system, target, seed, and what differs from the system's own settings. */
    public static String name(String study, StudySystem system, RunConfig config) {
        String target = system.perTarget() ? Systems.value(config, "target") : "";
        String seed = Systems.value(config, "seed");
        RunConfig preset = system.config(study, target).with(List.of("seed=" + seed));
        StringBuilder name = new StringBuilder(study).append('.').append(system.id());
        if (!target.isEmpty()) {
            name.append('.').append(target);
        }
        name.append('.').append(seed);
        List<RunConfig.Setting> own = preset.list();
        List<RunConfig.Setting> asked = config.list();
        for (int i = 0; i < asked.size(); i++) {
            RunConfig.Setting setting = asked.get(i);
            if (!setting.value().equals(own.get(i).value()) && !setting.name().equals("threads")) {
                name.append('.').append(setting.name()).append('-').append(setting.value());
            }
        }
        return name.toString();
    }
}
