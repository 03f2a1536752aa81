package org.interweave.lab.study;

import static org.interweave.lab.study.StudySystem.Group.ABLATION;
import static org.interweave.lab.study.StudySystem.Group.DUAL_TARGET;
import static org.interweave.lab.study.StudySystem.Group.FLOOR;
import static org.interweave.lab.study.StudySystem.Group.SINGLE_TARGET;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.interweave.learn.model.merit.MeritVariant;
import org.interweave.learn.train.RunConfig;

/** Every system of the paper's tables, once, in their order. */
public final class Systems {
    /** One protocol for all: gradients are summed over an epoch, as in the code that the paper's numbers come from. Comes first, because the systems below read it. */
    private static final List<String> PROTOCOL = List.of("gradientClearing=epoch", "precision=medium");

    /** Chosen on validation: a model that reads source items from after the label in training has none of them when it is asked. */
    private static final List<String> CAUSAL = List.of("scope=causal");

    public static final StudySystem POPULARITY = floor("popularity", "Popularity");
    public static final StudySystem COOCCURRENCE = floor("cooccurrence", "Co-occurrence");
    public static final StudySystem MERIT = merit("merit", "MERIT", DUAL_TARGET, MeritVariant.FULL);

    /** Table 2, with two systems that do not learn as floors. */
    public static final List<StudySystem> TABLE_2 = List.of(
            POPULARITY,
            COOCCURRENCE,
            single("bert4rec-st", "BERT4Rec-st", "bert4rec", List.of()),
            single("sasrec-st", "SASRec-st", "sasrec", List.of()),
            single("cd-sasrec", "CD-SASRec", "cd-sasrec", CAUSAL),
            single("cd-asr", "CD-ASR", "cd-asr", CAUSAL),
            single("mgcl", "MGCL", "mgcl", List.of()),
            dual("bert4rec-dt", "BERT4Rec-dt", "bert4rec", Map.of()),
            dual("sasrec-dt", "SASRec-dt", "sasrec", Map.of()),
            dual("c2dsr", "C2DSR", "c2dsr", Map.of()),
            dual("dream", "DREAM", "dream", Map.of()),
            dual(
                    "abxi",
                    "ABXI",
                    "abxi",
                    Map.of(
                            "food-kitchen", List.of("domainRank=16", "invariantRank=64"),
                            "beauty-electronics", List.of("domainRank=64", "invariantRank=64"),
                            "movie-book", List.of("domainRank=4", "invariantRank=4"))),
            MERIT);

    /** Table 3: the model and what is left of it without one of its parts. */
    public static final List<StudySystem> TABLE_3 = table3();

    /** Figure 3: what a model of one domain gains from the other's interactions. */
    public static final List<StudySystem> FIGURE_3 = TABLE_2.stream()
            .filter(system -> List.of("bert4rec", "sasrec").contains(system.model()))
            .toList();

    private Systems() {}

    private static List<StudySystem> table3() {
        List<StudySystem> systems = new ArrayList<>(List.of(MERIT));
        for (MeritVariant variant : MeritVariant.values()) {
            if (variant != MeritVariant.FULL) {
                String name = variant.name();
                systems.add(merit("merit-" + name.toLowerCase(Locale.ROOT), name, ABLATION, variant));
            }
        }
        return List.copyOf(systems);
    }

    private static StudySystem floor(String id, String title) {
        return new StudySystem(id, title, FLOOR, "", false, List.of(), Map.of());
    }

    private static StudySystem single(String id, String title, String model, List<String> own) {
        List<String> settings = new ArrayList<>(PROTOCOL);
        settings.addAll(own);
        return new StudySystem(id, title, SINGLE_TARGET, model, true, settings, Map.of());
    }

    private static StudySystem dual(String id, String title, String model, Map<String, List<String>> perStudy) {
        return new StudySystem(id, title, DUAL_TARGET, model, false, PROTOCOL, perStudy);
    }

    private static StudySystem merit(String id, String title, StudySystem.Group group, MeritVariant variant) {
        List<String> settings = new ArrayList<>(PROTOCOL);
        settings.add("variant=" + variant.name());
        Map<String, List<String>> factors = Map.of(
                "food-kitchen", List.of("learningRateFactor=0.4"),
                "beauty-electronics", List.of("learningRateFactor=0.8"),
                "movie-book", List.of("learningRateFactor=0.1"));
        return new StudySystem(id, title, group, "merit", false, settings, factors);
    }

    /** The system of that id; an unknown one is an error that lists the known ones. */
    public static StudySystem byId(String id) {
        return all().stream()
                .filter(system -> system.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("unknown system " + id + ". Known: "
                        + all().stream().map(StudySystem::id).collect(Collectors.joining(", "))));
    }

    /** Those of all tables. */
    public static List<StudySystem> all() {
        List<StudySystem> all = new ArrayList<>(TABLE_2);
        TABLE_3.stream().filter(system -> system != MERIT).forEach(all::add);
        return all;
    }

    /** What tables call a run of this configuration: the system of its model, kind of target and variant. */
    public static StudySystem of(RunConfig config) {
        String target = value(config, "target");
        String variant = value(config, "variant");
        return all().stream()
                .filter(system -> system.model().equals(config.model()))
                .filter(system -> system.perTarget() == !target.isEmpty())
                .filter(system -> !config.model().equals("merit")
                        || system.settings().stream().anyMatch(s -> s.equalsIgnoreCase("variant=" + variant)))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no table has a system for " + config.model()));
    }

    static String value(RunConfig config, String setting) {
        return config.list().stream()
                .filter(known -> known.name().equals(setting))
                .map(RunConfig.Setting::value)
                .findFirst()
                .orElse("");
    }
}
