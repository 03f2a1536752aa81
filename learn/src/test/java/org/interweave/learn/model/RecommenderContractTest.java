package org.interweave.learn.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.interweave.core.batch.QueryBatch;
import org.interweave.learn.torch.AdamW;
import org.interweave.learn.torch.Libtorch;
import org.interweave.learn.torch.Precision;
import org.interweave.learn.torch.Safetensors;
import org.interweave.learn.torch.Step;
import org.interweave.learn.torch.Torch;
import org.interweave.learn.train.RunConfig;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every model must do, on a catalogue whose right answer is known. */
class RecommenderContractTest {
    /** MGCL's layer for what target tokens would hear from the items they are to predict, which is not used by default. */
    private static final Set<String> IDLE = Set.of("gnn.target.out.w", "gnn.target.out.b");

    @TempDir
    private Path directory;

    /**
     * A model of an entry with small settings, and its data.
     *
     * @param target the domain that the model is for, or the empty name
     */
    record Case(String id, int domains, String target) {
        Toy toy() {
            return new Toy(domains, 11);
        }

        /** @param special settings that are left out where the model does not have them */
        Recommender build(Toy toy, long seed, String... special) {
            RunConfig config = RunConfig.defaults(id);
            List<String> known =
                    config.list().stream().map(RunConfig.Setting::name).toList();
            Stream<String> small =
                    Stream.of("width=16", "heads=2", "dropout=0.1", "negatives=" + Toy.NEGATIVES, "target=" + target);
            List<String> settings = Stream.concat(small, Stream.of(special))
                    .filter(setting -> known.contains(setting.substring(0, setting.indexOf('='))))
                    .toList();
            return Models.byId(id).build(config.with(settings).settings(), toy.data(), seed);
        }

        /** Whether a domain's own sequences are long enough for the model to learn the round from: guessing from both sides takes more of them. */
        boolean canLearn() {
            return target.isEmpty() || domains == 2 || !id.equals("bert4rec");
        }

        Pace pace() {
            int steps = target.isEmpty() ? 130 : 100 * domains; // one domain has its share of the tokens
            return id.equals("bert4rec") ? Pace.GUESSING : Pace.predicting(steps);
        }

        /** The domains that the model ranks. */
        int[] ranked(Recommender model) {
            return IntStream.range(0, domains).filter(model::ranks).toArray();
        }
    }

    /**
     * What it takes to learn the round.
     *
     * @param rate of the first three quarters of the steps; then a fifth of it
     */
    record Pace(int steps, double rate, String... settings) {
        /** MASK says nothing about itself: the model has to find out first where to look, and the attention of narrow models begins almost even. */
        static final Pace GUESSING = new Pace(400, 0.003, "width=64", "attentionDropout=0", "lastOnlyShare=1");

        /** Who sees in training what comes after the item to predict need not learn to do without, so nobody sees it. */
        static Pace predicting(int steps) {
            return new Pace(steps, 0.01, "scope=causal");
        }
    }

    static Stream<Case> learners() {
        return cases().filter(Case::canLearn);
    }

    static Stream<Case> cases() {
        return Models.ALL.stream()
                .flatMap(entry ->
                        Stream.of(2, 3, 4).flatMap(k -> Stream.of("", "d1").map(t -> new Case(entry.id(), k, t))))
                .filter(RecommenderContractTest::exists);
    }

    private static boolean exists(Case possible) {
        boolean hasTarget = RunConfig.defaults(possible.id).list().stream()
                .anyMatch(setting -> setting.name().equals("target"));
        if (!hasTarget) {
            return possible.target.isEmpty();
        }
        try {
            possible.build(possible.toy(), 0);
            return true;
        } catch (IllegalArgumentException e) {
            return false; // needs a target
        }
    }

    @BeforeAll
    static void fullPrecision() {
        Libtorch.precision(Precision.HIGHEST);
        Libtorch.threads(1); // the tensors are small
    }

    private static AdamW optimizer(Recommender model) {
        return new AdamW(model.parameters(), 0.9, 0.999, 1e-8, 0.01);
    }

    private static double train(Recommender model, AdamW optimizer, Toy toy, int step, double rate) {
        Objective.Lesson lesson = lesson(model, toy, step);
        return Step.compute(() -> {
            optimizer.clearGradients();
            Loss loss = lesson.loss().apply(step);
            loss.backward();
            optimizer.step(rate);
            return loss.value();
        });
    }

    private static Objective.Lesson lesson(Recommender model, Toy toy, int step) {
        return model.objective(toy.data(), toy.seeds()).lesson(toy.members(60, step), step);
    }

    private static float[] queries(Recommender model, Toy toy, List<int[]> histories, int domain) {
        QueryBatch batch = new QueryBatch(toy.catalog(), Toy.WINDOW, histories);
        model.prepare();
        return Step.infer(() -> Torch.array(model.queries(batch, domain)));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void threeStepsLowerTheLossOfABatchAndTheSameSeedRepeatsIt(Case tested) {
        List<List<Double>> runs = new ArrayList<>();
        for (int run = 0; run < 2; run++) {
            Toy toy = tested.toy();
            Recommender model = tested.build(toy, 1);
            AdamW optimizer = optimizer(model);
            List<Double> losses = new ArrayList<>();
            for (int step = 0; step < 4; step++) {
                losses.add(train(model, optimizer, toy, 0, 0.01));
            }
            assertTrue(losses.get(3) < losses.get(0), losses.toString());
            runs.add(losses);
        }
        assertEquals(runs.get(0), runs.get(1));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void everyParameterReceivesAGradient(Case tested) {
        Toy toy = tested.toy();
        Recommender model = tested.build(toy, 2);
        AdamW optimizer = optimizer(model);
        train(model, optimizer, toy, 0, 0.01); // the other factor of a product that begins at zero learns from then on
        optimizer.clearGradients();
        Objective.Lesson lesson = lesson(model, toy, 1);
        Step.compute(() -> {
            lesson.loss().apply(0).backward();
            model.parameters()
                    .gradients()
                    .forEach((name, g) -> assertTrue(
                            Torch.sum(g.abs()) > 0 != IDLE.contains(name), name + " learns nothing, or should not"));
            return null;
        });
    }

    @ParameterizedTest
    @MethodSource("cases")
    void aBatchEqualsItsUsersOneByOneInAnyOrder(Case tested) {
        Toy toy = tested.toy();
        Recommender model = tested.build(toy, 3);
        model.parameters().named().forEach(Toy::refill);
        List<int[]> histories = new ArrayList<>(toy.histories(20));
        histories.add(new int[] {1, 2, 3}); // one domain alone
        histories.add(new int[] {21, 21, 21, 21}); // as in what fills a batch up
        List<int[]> reversed = new ArrayList<>(histories);
        Collections.reverse(reversed);
        for (int k : tested.ranked(model)) {
            float[] together = queries(model, toy, histories, k);
            float[] backwards = queries(model, toy, reversed, k);
            int width = together.length / histories.size();
            for (int u = 0; u < histories.size(); u++) {
                float[] alone = queries(model, toy, List.of(histories.get(u)), k);
                assertArrayEquals(alone, java.util.Arrays.copyOfRange(together, u * width, (u + 1) * width), 1e-4f);
                int mirrored = (histories.size() - 1 - u) * width;
                assertArrayEquals(alone, java.util.Arrays.copyOfRange(backwards, mirrored, mirrored + width), 1e-4f);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void savedAndLoadedWeightsAnswerAlike(Case tested) throws IOException {
        Toy toy = tested.toy();
        Recommender model = tested.build(toy, 4);
        Recommender other = tested.build(toy, 5);
        Path file = directory.resolve("weights.safetensors");
        Safetensors.write(file, Map.of(), model.parameters().named());
        Safetensors.readInto(file, other.parameters().named());
        int domain = tested.ranked(model)[0];
        assertArrayEquals(queries(model, toy, toy.histories(9), domain), queries(other, toy, toy.histories(9), domain));
    }

    @ParameterizedTest
    @MethodSource("learners")
    void theNextItemOfARoundIsLearned(Case tested) {
        Toy toy = tested.toy();
        Pace pace = tested.pace();
        Recommender model = tested.build(toy, 6, pace.settings);
        AdamW optimizer = optimizer(model);
        for (int step = 0; step < pace.steps; step++) {
            train(model, optimizer, toy, step, step < 0.75 * pace.steps ? pace.rate : pace.rate / 5);
        }
        model.prepare();
        TorchScorer scorer = new TorchScorer(model, toy.catalog(), Toy.WINDOW);
        int asked = 0;
        int hits = 0;
        for (int[] history : toy.histories(60 * tested.domains)) {
            int next = toy.successor(history[history.length - 1]);
            int domain = toy.catalog().domainOf(next);
            if (!model.ranks(domain) || !tested.target.isEmpty() && !toy.domainTells(history, next)) {
                continue; // what the items of one domain do not tell, a model of that domain alone cannot know
            }
            asked++;
            float[] scores = scorer.scores(domain, List.of(history))[0];
            hits += toy.best(domain, scores, history, next) == next ? 1 : 0;
        }
        assertTrue(
                hits > (tested.target.isEmpty() ? 0.95 : 0.8) * asked,
                hits + " of " + asked + " next items come first");
    }

    @Test
    void nativeObjectsDoNotPileUp() {
        for (Case tested : cases().filter(c -> c.domains == 2).toList()) {
            Toy toy = tested.toy();
            Recommender model = tested.build(toy, 1);
            AdamW optimizer = optimizer(model);
            long before = 0;
            for (int step = 1; step <= 260; step++) {
                train(model, optimizer, toy, step, 0.001);
                if (step <= 60 && step % 10 == 0) {
                    System.gc(); // what earlier tests left is freed by the collector, whenever it comes round
                    before = Libtorch.liveObjects();
                }
            }
            assertEquals(before, Libtorch.liveObjects(), tested + " after 200 more steps");
        }
    }

    @Test
    void anItemOutsideTheCatalogueIsNamed() {
        Toy toy = new Toy(2, 1);
        String message = assertThrows(
                        IllegalArgumentException.class,
                        () -> new QueryBatch(toy.catalog(), Toy.WINDOW, List.of(new int[] {3, 41})).sequences())
                .getMessage();
        assertTrue(message.contains("41") && message.contains("1..40"), message);
    }
}
