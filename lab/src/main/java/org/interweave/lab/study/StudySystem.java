package org.interweave.lab.study;

import java.util.List;
import java.util.Map;
import org.interweave.core.data.Catalog;
import org.interweave.core.data.Domain;
import org.interweave.learn.model.Models;
import org.interweave.learn.train.RunConfig;

/**
 * A system of the paper's tables.
 *
 * @param id what records and command lines call it
 * @param title what tables call it
 * @param model the model's id; empty for a system that does not train
 * @param perTarget whether a run is for one target domain, so that a data set takes as many runs as it has domains
 * @param settings in which it departs from its model's defaults
 * @param perStudy the same, for certain data sets only
 */
public record StudySystem(
        String id,
        String title,
        Group group,
        String model,
        boolean perTarget,
        List<String> settings,
        Map<String, List<String>> perStudy) {
    /** Where it stands in the tables. */
    public enum Group {
        FLOOR,
        SINGLE_TARGET,
        DUAL_TARGET,
        ABLATION
    }

    public boolean trains() {
        return !model.isEmpty();
    }

    /** Whether there is something to run: a floor, or a model that is built. */
    public boolean isBuilt() {
        return !trains() || Models.ALL.stream().anyMatch(entry -> entry.id().equals(model));
    }

    /** The targets of its runs: every domain in turn, or the empty name once. */
    public List<String> targets(Catalog catalog) {
        return perTarget ? catalog.domains().stream().map(Domain::name).toList() : List.of("");
    }

    /** The configuration of a run, before seed and what the user sets. */
    public RunConfig config(String study, String target) {
        RunConfig config = RunConfig.defaults(model).with(settings);
        // What follows a plus names the order of ties: the same data set, the same settings.
        config = config.with(perStudy.getOrDefault(study.replaceFirst("\\+.*", ""), List.of()));
        return perTarget ? config.with(List.of("target=" + target)) : config;
    }
}
