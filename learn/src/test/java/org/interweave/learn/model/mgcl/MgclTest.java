package org.interweave.learn.model.mgcl;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.interweave.core.batch.PairedSequences;
import org.interweave.core.batch.QueryBatch;
import org.interweave.core.data.Catalog;
import org.interweave.core.sample.Seeds;
import org.interweave.core.split.TrainingData;
import org.interweave.learn.model.Loss;
import org.interweave.learn.model.Objective;
import org.interweave.learn.model.Toy;
import org.interweave.learn.model.TransferModels;
import org.interweave.learn.nn.Dropout;
import org.interweave.learn.torch.AdamW;
import org.interweave.learn.torch.Libtorch;
import org.interweave.learn.torch.Parameters;
import org.interweave.learn.torch.Precision;
import org.interweave.learn.torch.Step;
import org.interweave.learn.torch.Torch;
import org.interweave.learn.train.RunConfig;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MgclTest {
    private static final int WIDTH = TransferModels.WIDTH;

    @BeforeAll
    static void fullPrecision() {
        Libtorch.precision(Precision.HIGHEST);
        Libtorch.threads(1); // the tensors are small
    }

    private static Mgcl.Config config(String... changes) {
        return (Mgcl.Config) TransferModels.small("mgcl", changes);
    }

    private static Mgcl model(Toy toy, String... changes) {
        Mgcl model = new Mgcl(config(changes), toy.data(), 3);
        model.parameters().named().forEach(Toy::refill);
        return model;
    }

    private static MgclBatch batch(TrainingData data, int epoch, String... changes) {
        return new MgclCollator(data, new Seeds(4), 0, config(changes)).collate(data.users(), epoch);
    }

    @Test
    void parameterCountsAreTheSpecifications() {
        assertEquals(11_671_300, count(TransferModels.FOOD_KITCHEN, 7_144, "target=food"));
        assertEquals(10_084_612, count(TransferModels.BEAUTY_ELECTRONICS, 4_474, "target=electronics"));
        assertEquals(12_452_612, count(TransferModels.FOOD_KITCHEN, 7_144, "target=food", "profile=house"));
    }

    private static long count(Catalog catalog, int users, String... changes) {
        Mgcl.Config config =
                (Mgcl.Config) RunConfig.defaults("mgcl").with(List.of(changes)).settings();
        TrainingData data =
                new TrainingData(catalog, 47, IntStream.range(0, users).toArray(), u -> new int[0]);
        return new Mgcl(config, data, 0).parameters().count();
    }

    @Test
    void everySwitchMakesADifferenceAndLearns() {
        Toy toy = new Toy(2, 5);
        Map<Double, String> losses = new HashMap<>();
        for (String changes : List.of(
                "target=d0",
                "target=d1",
                "profile=house",
                "innerWidth=24",
                "graphLayers=1",
                "graphLayers=2",
                "dropout=0.3",
                "temperature=0.5",
                "sequenceGraph=both",
                "alignment=label",
                "userContrast=0",
                "targetContrast=0",
                "sourceContrast=0",
                "embeddingScale=sqrt-width")) {
            Mgcl model = model(toy, changes);
            Objective<?> objective = model.objective(toy.data(), toy.seeds());
            AdamW optimizer = new AdamW(model.parameters(), 0.9, 0.999, 1e-8, 0);
            double first = step(objective, toy, optimizer);
            String other = losses.put(first, changes);
            assertTrue(other == null, changes + " and " + other + " are the same");
            step(objective, toy, optimizer);
            double third = step(objective, toy, optimizer);
            assertTrue(third < first, changes + ": " + first + ", then " + third);
        }
    }

    private static double step(Objective<?> objective, Toy toy, AdamW optimizer) {
        Objective.Lesson lesson = objective.lesson(toy.members(40, 0), 0);
        return Step.compute(() -> {
            optimizer.clearGradients();
            Loss loss = lesson.loss().apply(1);
            loss.backward();
            optimizer.step(0.01);
            return loss.value();
        });
    }

    /** 20 items of the target's domain are 1..20, the source's 21..40. */
    private static final int[] HISTORY = {1, 21, 2, 22, 23, 3, 24, 4, 25};

    /** z at every target token. */
    private static float[][] states(Toy toy, Mgcl model, int[] history) {
        PairedSequences sequences = PairedSequences.of(toy.catalog(), 0, Toy.WINDOW, List.of(history));
        return TransferModels.rows(Step.infer(() -> Torch.array(
                model.states(sequences, model.staticItems(), Dropout.off()).z().values())));
    }

    private static List<Boolean> changed(Toy toy, Mgcl model, int place, int item) {
        int[] other = HISTORY.clone();
        other[place] = item;
        float[][] before = states(toy, model, HISTORY);
        float[][] after = states(toy, model, other);
        return IntStream.range(0, before.length)
                .mapToObj(i -> !Arrays.equals(before[i], after[i]))
                .toList();
    }

    @Test
    void aTargetTokenHearsOfWhatItIsToPredictOnlyInThePublishedGraph() {
        Toy toy = new Toy(2, 5);
        assertEquals(List.of(false, false, true, true), changed(toy, model(toy), 5, 17)); // the third target item
        assertEquals(List.of(false, true, true, true), changed(toy, model(toy, "sequenceGraph=both"), 5, 17));
    }

    /** Source items stand before 0, 1, 3 and 4 targets; the step over the source's graph looks one item ahead. */
    @Test
    void aTargetTokenKnowsOfTheSourceBeforeItsItemOrBeforeItsLabel() {
        Toy toy = new Toy(2, 5);
        assertEquals(List.of(false, true, true, true), changed(toy, model(toy), 1, 39)); // 21
        assertEquals(List.of(false, true, true, true), changed(toy, model(toy), 3, 39)); // 22, seen by 21
        assertEquals(List.of(false, false, true, true), changed(toy, model(toy), 4, 39)); // 23, seen by 22
        assertEquals(List.of(false, false, false, true), changed(toy, model(toy), 8, 39)); // 25, seen by 24
        assertEquals(List.of(true, true, true, true), changed(toy, model(toy, "alignment=label"), 1, 39));
        assertEquals(List.of(false, true, true, true), changed(toy, model(toy, "alignment=label"), 4, 39));
    }

    @Test
    void whoKnowsOfNoSourceItemReadsTheBiasAlone() {
        Toy toy = new Toy(2, 5);
        Mgcl model = model(toy);
        PairedSequences sequences = PairedSequences.of(toy.catalog(), 0, Toy.WINDOW, List.of(HISTORY));
        float[][] aligned = TransferModels.rows(
                Step.infer(() -> Torch.array(model.states(sequences, model.staticItems(), Dropout.off())
                        .aligned()
                        .values())));
        float[] bias = Torch.array(model.parameters().named().get("align.b"));
        assertArrayEquals(bias, aligned[0], 1e-6f);
        assertFalse(Arrays.equals(bias, aligned[1]));
    }

    @Test
    void equalSharesMixBothViewsInHalves() {
        Step.infer(() -> {
            var g = Torch.floats(new float[] {1, 2, 3, 4}, 2, 2);
            var e = Torch.floats(new float[] {3, 4, 5, 8}, 2, 2);
            var halves = Torch.floats(new float[] {.5f, .5f, 1, 0}, 2, 2);
            float[] f = Torch.array(new RowEncoder.Views(g, e, halves).mixture());
            assertArrayEquals(new float[] {2, 3, 3, 4}, f);
            return null;
        });
    }

    /** Answers compute the newest token alone, from static vectors made ahead; that must be what the whole model computes, without dropout. */
    @ParameterizedTest
    @ValueSource(strings = {"alignment=item", "alignment=label", "sequenceGraph=both", "profile=house"})
    void queriesAreTheStatesAtTheNewestTokens(String changes) {
        for (int domains = 2; domains <= 4; domains++) {
            Toy toy = new Toy(domains, 5);
            Mgcl model = model(toy, changes, "dropout=0.5");
            List<int[]> histories = new ArrayList<>(toy.histories(12));
            histories.add(3, new int[] {1}); // the target's domain only
            histories.add(new int[] {toy.catalog().items()}); // not at all
            QueryBatch batch = new QueryBatch(toy.catalog(), Toy.WINDOW, histories);
            model.prepare();
            float[] asked = Step.infer(() -> Torch.array(model.queries(batch, 0)));
            PairedSequences sequences = PairedSequences.of(toy.catalog(), 0, Toy.WINDOW, histories);
            float[] whole = Step.infer(() -> Torch.array(model.states(sequences, model.staticItems(), Dropout.off())
                    .z()
                    .newest()));
            assertArrayEquals(whole, asked, 2e-5f);
            assertArrayEquals(new float[WIDTH], Arrays.copyOfRange(asked, asked.length - WIDTH, asked.length));
        }
    }

    @Test
    void answersNeedTheStaticVectors() {
        Toy toy = new Toy(2, 5);
        Mgcl model = model(toy);
        QueryBatch batch = new QueryBatch(toy.catalog(), Toy.WINDOW, toy.histories(3));
        assertThrows(IllegalStateException.class, () -> Step.infer(() -> Torch.array(model.queries(batch, 0))));
        model.prepare();
        float[] before = Step.infer(() -> Torch.array(model.queries(batch, 0)));
        Toy.refill("other", model.parameters().named().get("user_embedding"));
        model.prepare();
        assertFalse(Arrays.equals(before, Step.infer(() -> Torch.array(model.queries(batch, 0)))));
    }

    /** Vacant slots take no part. */
    @Test
    void aLongerWindowChangesNothing() {
        Toy toy = new Toy(2, 5);
        List<float[]> found = new ArrayList<>();
        for (int window : new int[] {9, 13}) {
            TrainingData data = new TrainingData(
                    toy.catalog(), window, toy.data().users(), toy.data().items());
            Mgcl model = new Mgcl(config(), data, 3);
            model.parameters().named().forEach(Toy::refill);
            model.prepare();
            QueryBatch batch = new QueryBatch(toy.catalog(), window, toy.histories(20));
            found.add(Step.infer(() -> Torch.array(model.queries(batch, 0))));
        }
        assertArrayEquals(found.get(0), found.get(1), 1e-5f);
    }

    @Test
    void contrastsAreOfRealTokensAndDrawnAnew() {
        Toy toy = new Toy(2, 5);
        TrainingData many = new TrainingData(
                toy.catalog(), Toy.WINDOW, toy.members(300, 0), toy.data().items());
        MgclBatch batch = batch(many, 1);
        PairedSequences sequences = batch.transfer().sequences();
        int targets = sequences.target().mixed().layout().starts()[300];
        int sources = sequences.source().mixed().layout().starts()[300];
        assertTrue(targets + sources < batch.transfer().tokens(), "no fillers");
        assertArrayEquals(IntStream.range(0, targets).toArray(), batch.targets().rows());
        assertArrayEquals(IntStream.range(0, sources).toArray(), batch.sources().rows());
        assertArrayEquals(
                IntStream.range(0, targets)
                        .filter(row -> sequences.sourcesBefore()[row] > 0)
                        .toArray(),
                batch.users().rows());
        MgclBatch next = batch(many, 2);
        assertPermuted(batch.users(), next.users());
        assertPermuted(batch.targets(), next.targets());
        assertPermuted(batch.sources(), next.sources());
        assertArrayEquals(batch.users().permutation(), batch(many, 1).users().permutation());
        int[] byLabel = batch(many, 1, "alignment=label").users().rows();
        assertArrayEquals(
                IntStream.range(0, targets)
                        .filter(row -> sequences.sourcesBeforeNext()[row] > 0)
                        .toArray(),
                byLabel);
    }

    private static void assertPermuted(Contrast.Pairs pairs, Contrast.Pairs later) {
        int[] sorted = pairs.permutation().clone();
        assertFalse(Arrays.equals(sorted, later.permutation()));
        Arrays.sort(sorted);
        assertArrayEquals(IntStream.range(0, sorted.length).toArray(), sorted);
    }

    @Test
    void onlyWhatHasAWeightLearns() {
        Toy toy = new Toy(2, 5);
        Map<String, Boolean> none =
                learning(toy, "userContrast=0", "targetContrast=0", "sourceContrast=0", "sequenceGraph=both");
        none.forEach((name, learns) -> assertEquals(!name.startsWith("contrast"), learns, name));
        Map<String, Boolean> source = learning(toy, "userContrast=0", "targetContrast=0");
        assertTrue(source.get("contrast.static.w") && source.get("contrast.source.w"));
        assertFalse(source.get("contrast.target.w"));
        assertTrue(learning(toy, "sourceContrast=0").get("contrast.target.w"));
    }

    private static Map<String, Boolean> learning(Toy toy, String... changes) {
        Mgcl model = model(toy, changes);
        Objective.Lesson lesson = model.objective(toy.data(), toy.seeds()).lesson(toy.members(40, 0), 0);
        return Step.compute(() -> {
            lesson.loss().apply(0).backward();
            Map<String, Boolean> learning = new TreeMap<>();
            model.parameters().gradients().forEach((name, g) -> learning.put(name, Torch.sum(g.abs()) > 0));
            return learning;
        });
    }

    /** Without any opinion the label is as likely as any negative; a user without a label counts nothing and stays in the divisor. */
    @Test
    void thePredictionBeginsWhereNothingIsKnown() {
        Toy toy = new Toy(2, 5);
        int[][] items = {{1, 21, 2, 3}, {4, 22, 5}, {23, 24, 6}, {21, 25, 22}};
        TrainingData data = new TrainingData(toy.catalog(), Toy.WINDOW, new int[] {0, 1, 2, 3}, u -> items[u]);
        Mgcl model = new Mgcl(config(), data, 3);
        model.parameters().named().forEach(Toy::refill);
        Parameters.assign(model.parameters().named().get("item_embedding"), Torch.zeros(41, WIDTH));
        MgclBatch batch = batch(data, 1);
        Loss loss = Step.infer(() -> model.loss(
                batch, model.states(batch.transfer().sequences(), model.staticItems(), Dropout.off()), Dropout.off()));
        assertEquals(Math.log(1 + Toy.NEGATIVES) / 2, loss.parts().get(0), 1e-5);
        assertEquals(
                loss.parts().get(0)
                        + 0.25
                                * (loss.parts().get(1)
                                        + loss.parts().get(2)
                                        + loss.parts().get(3)),
                loss.value(),
                1e-5);
    }

    @Test
    void usersWithoutSourceItemsHaveNothingToContrast() {
        Toy toy = new Toy(2, 5);
        TrainingData data = new TrainingData(toy.catalog(), Toy.WINDOW, new int[] {0}, u -> new int[] {1, 2, 3});
        Mgcl model = new Mgcl(config(), data, 3);
        Objective.Lesson lesson = model.objective(data, new Seeds(1)).lesson(data.users(), 1);
        List<Double> parts = Step.compute(() -> {
            Loss loss = lesson.loss().apply(0);
            loss.backward();
            return loss.parts();
        });
        assertEquals(0, parts.get(1));
        assertEquals(2 * Math.log(2), parts.get(2), 0.1);
        assertEquals(0, parts.get(3));
    }

    @Test
    void impossibleSettingsNameTheValueAndWhatIsExpected() {
        assertMessage("heads (3) must divide width (16)", "heads=3");
        assertMessage("graphLayers (0) must be at least 1", "graphLayers=0");
        assertMessage("sourceContrast (-1.0) must be 0 or more", "sourceContrast=-1");
    }

    private static void assertMessage(String part, String change) {
        String message = assertThrows(IllegalArgumentException.class, () -> config(change))
                .getMessage();
        assertTrue(message.contains(part), message);
    }
}
