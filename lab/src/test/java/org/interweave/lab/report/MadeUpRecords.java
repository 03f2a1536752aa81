package org.interweave.lab.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.interweave.core.metric.Metrics;
import org.interweave.core.metric.Rank;
import org.interweave.lab.record.Outcomes;
import org.interweave.lab.record.Records;
import org.interweave.lab.record.RunRecord;
import org.interweave.lab.study.PlannedRun;
import org.interweave.lab.study.StudySystem;
import org.interweave.learn.train.EvaluationReport;
import org.interweave.learn.train.EvaluationReport.Among;
import org.interweave.learn.train.RunConfig;

/** Records of runs that nobody did. */
public final class MadeUpRecords {
    static final String FOOD_KITCHEN = "food-kitchen";
    static final List<String> DOMAINS = List.of("food", "kitchen");
    static final String CHECKSUM = "c0ffee00c0ffee00c0ffee00";

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path directory;
    private final int users;
    String study = FOOD_KITCHEN;
    String ties = "item";
    String dataset = CHECKSUM;
    String lists = "11112222333344445555";
    public String machine = "a machine";
    boolean finished = true;
    /** Whether runs for one target rank the targets of other domains too. */
    boolean rankEveryDomain;

    /** @param users per domain */
    public MadeUpRecords(Path directory, int users) {
        this.directory = directory;
        this.users = users;
    }

    /** A run whose targets stand at ranks drawn for it: the larger the skill, the higher up. */
    public String drawn(StudySystem system, String target, long seed, double skill, String... assignments)
            throws IOException {
        SplittableRandom random = new SplittableRandom(seed * 31 + system.id().hashCode() + target.hashCode());
        List<Outcomes.Outcome> outcomes = new ArrayList<>();
        for (int user = 0; user < 2 * users; user++) {
            double luck = new SplittableRandom(user).nextDouble() * 0.8 + random.nextDouble() * 0.2;
            int above = (int) (999 * Math.pow(luck, skill));
            outcomes.add(outcome(user, above));
        }
        return write(system, target, seed, outcomes, assignments);
    }

    /** A run in which so many items stand above every target of the first and of the second domain. */
    public String exact(StudySystem system, String target, long seed, int first, int second, String... assignments)
            throws IOException {
        List<Outcomes.Outcome> outcomes = new ArrayList<>();
        for (int user = 0; user < 2 * users; user++) {
            outcomes.add(outcome(user, user % 2 == 0 ? first : second));
        }
        return write(system, target, seed, outcomes, assignments);
    }

    private static Outcomes.Outcome outcome(int user, int above) {
        return new Outcomes.Outcome(user, user % 2, user / 2 % 4, new Rank(above, 1), new Rank(4 * above, 1));
    }

    private String write(
            StudySystem system, String target, long seed, List<Outcomes.Outcome> outcomes, String... assignments)
            throws IOException {
        Outcomes kept = new Outcomes(outcomes.stream()
                .filter(outcome -> target.isEmpty() || rankEveryDomain || DOMAINS.indexOf(target) == outcome.domain())
                .toList());
        String name = study + "." + system.id();
        String run = "{\"model\":\"" + system.id() + "\"}";
        if (system.trains()) {
            RunConfig config =
                    system.config(study, target).with(List.of("seed=" + seed)).with(List.of(assignments));
            name = PlannedRun.name(study, system, config);
            run = config.toJson();
        }
        Map<String, Metrics> sampled = metrics(kept, Among.SAMPLED);
        double sum = sampled.values().stream().mapToDouble(Metrics::mrr).sum();
        List<RunRecord.Point> curve = system.trains() ? curve(sum, seed) : List.of();
        RunRecord record = new RunRecord(
                RunRecord.FORMAT,
                study,
                system.id(),
                JSON.readTree(run),
                dataset,
                ties,
                DOMAINS,
                curve.isEmpty() ? 0 : 30,
                finished,
                curve.isEmpty() ? 0 : 1_234_567,
                sampled,
                List.of(
                        evaluation(system, "999", lists, sampled),
                        evaluation(system, "all", "", metrics(kept, Among.ALL))),
                curve,
                system.id().equals("merit") ? gates(seed) : List.of(),
                system.id().equals("merit") ? summands(sampled) : List.of(),
                curve.size() * 29.5,
                curve.isEmpty() ? 0 : 3_400_000_000L,
                machine,
                "7140b19",
                "2026-11-28");
        Records.write(directory, name, record, kept);
        return name;
    }

    /** The merged state alone is as good as the sum, a domain's is half as good. */
    private static List<RunRecord.Summand> summands(Map<String, Metrics> sum) {
        Map<String, Metrics> half = new LinkedHashMap<>();
        sum.forEach((domain, m) ->
                half.put(domain, new Metrics(m.users(), m.hr5() / 2, m.hr10() / 2, m.ndcg10() / 2, m.mrr() / 2)));
        return List.of(new RunRecord.Summand("final_k", half), new RunRecord.Summand("final_M", sum));
    }

    private static Map<String, Metrics> metrics(Outcomes outcomes, Among among) {
        Map<String, Metrics> metrics = new LinkedHashMap<>();
        for (int domain = 0; domain < DOMAINS.size(); domain++) {
            metrics.put(DOMAINS.get(domain), outcomes.metrics(domain, among));
        }
        return metrics;
    }

    private EvaluationReport evaluation(
            StudySystem system, String candidates, String hash, Map<String, Metrics> metrics) {
        return new EvaluationReport(
                EvaluationReport.FORMAT, system.model(), 30, dataset, "", "test", candidates, hash, metrics);
    }

    /** Forty epochs, the best of them the thirtieth. */
    private static List<RunRecord.Point> curve(double best, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<RunRecord.Point> curve = new ArrayList<>();
        for (int epoch = 1; epoch <= 40; epoch++) {
            double value = best * (1 - Math.exp(-epoch / 8.0)) * (0.93 + 0.05 * random.nextDouble());
            curve.add(new RunRecord.Point(epoch, 16 - epoch / 4.0, epoch == 30 ? best : value));
        }
        return curve;
    }

    private static List<RunRecord.GateWeight> gates(long seed) {
        List<RunRecord.GateWeight> gates = new ArrayList<>();
        List<String> branches = List.of("mixed", DOMAINS.get(0), DOMAINS.get(1));
        SplittableRandom random = new SplittableRandom(seed);
        for (String target : DOMAINS) {
            for (String source : branches) {
                for (String destination : branches) {
                    double mean = 0.3 + 0.4 * random.nextDouble();
                    gates.add(new RunRecord.GateWeight(source, destination, target, 1000, mean, 0.1));
                }
            }
        }
        return gates;
    }
}
