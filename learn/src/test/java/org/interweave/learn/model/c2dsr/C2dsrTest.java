package org.interweave.learn.model.c2dsr;

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
import java.util.stream.Stream;
import org.interweave.core.batch.NextItemBatch;
import org.interweave.core.batch.QueryBatch;
import org.interweave.core.batch.SequenceBatch;
import org.interweave.core.batch.Targets;
import org.interweave.core.data.Catalog;
import org.interweave.core.data.Domain;
import org.interweave.core.split.TrainingData;
import org.interweave.learn.model.Loss;
import org.interweave.learn.model.Objective;
import org.interweave.learn.model.Toy;
import org.interweave.learn.nn.Dropout;
import org.interweave.learn.nn.Packed;
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

class C2dsrTest {
    @BeforeAll
    static void fullPrecision() {
        Libtorch.precision(Precision.HIGHEST);
        Libtorch.threads(1); // the tensors are small
    }

    /** Small settings without dropout, changed as told. */
    static C2dsr.Config config(String... changes) {
        List<String> all = Stream.concat(
                        Stream.of("width=16", "heads=2", "dropout=0", "negatives=" + Toy.NEGATIVES), Stream.of(changes))
                .toList();
        return (C2dsr.Config) RunConfig.defaults("c2dsr").with(all).settings();
    }

    private static C2dsr model(Toy toy, String... changes) {
        C2dsr model = new C2dsr(config(changes), toy.data(), 3);
        model.parameters().named().forEach(Toy::refill);
        return model;
    }

    @Test
    void parameterCountsAreTheSpecifications() {
        assertEquals(22_963_650, count());
        assertEquals(24_150_978, count("layers=2"));
        assertEquals(15_742_978, count("loss=infonce"));
        assertEquals(22_963_650 + 3 * 256, count("graphLayers=2"));
    }

    private static long count(String... changes) {
        C2dsr.Config config = (C2dsr.Config)
                RunConfig.defaults("c2dsr").with(List.of(changes)).settings();
        Catalog catalog = new Catalog(List.of(new Domain("food", 1, 11_837), new Domain("kitchen", 11_838, 28_095)));
        return new C2dsr(config, new TrainingData(catalog, 47, new int[0], u -> new int[0]), 0)
                .parameters()
                .count();
    }

    @Test
    void everySwitchMakesADifferenceAndLearns() {
        Toy toy = new Toy(2, 5);
        Map<Double, String> losses = new HashMap<>();
        for (String changes : List.of(
                "lambda=0.7",
                "lambda=1",
                "loss=infonce",
                "graph=binary",
                "positions=newest",
                "layers=2",
                "graphLayers=2",
                "dropout=0.3")) {
            C2dsr model = model(toy, changes);
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

    /** Without any opinion every class is as likely as any other, and the class that is no item is one. */
    @Test
    void lossesBeginWhereNothingIsKnown() {
        Toy toy = new Toy(3, 5);
        C2dsr model = model(toy);
        model.parameters().named().forEach((name, p) -> {
            if (name.startsWith("head") || name.startsWith("discriminator")) {
                Parameters.assign(p, Torch.zeros(p.shape()));
            }
        });
        C2dsrBatch batch = batch(toy, 1, 21, 41, 2, 22, 42, 3, 24);
        List<Double> parts = Step.infer(
                () -> model.loss(batch, model.states(batch, Dropout.off())).parts());
        assertEquals(9, parts.size());
        for (int i = 0; i < 9; i++) {
            assertEquals(i < 6 ? Math.log(21) : 2 * Math.log(2), parts.get(i), 1e-5);
        }
    }

    private static C2dsrBatch batch(Toy toy, int... items) {
        TrainingData data = new TrainingData(toy.catalog(), Toy.WINDOW, new int[] {0}, u -> items);
        return new C2dsrCollator(data, toy.seeds(), config()).collate(new int[] {0}, 0);
    }

    @Test
    void aBatchOfUsersOfOneDomainHasNothingToTellApart() {
        Toy toy = new Toy(2, 5);
        C2dsr model = model(toy);
        C2dsrBatch batch = batch(toy, 1, 2, 3);
        Loss loss = Step.compute(() -> {
            Loss found = model.loss(batch, model.states(batch, Dropout.off()));
            found.backward();
            return found;
        });
        assertEquals(List.of(0.0, 0.0), loss.parts().subList(4, 6));
        assertEquals(0.7 * (loss.parts().get(0) + loss.parts().get(1)), loss.value(), 1e-6);
    }

    @Test
    void theSampledSoftmaxNeedsNoVectorsOfItsOwn() {
        Toy toy = new Toy(2, 5);
        assertTrue(model(toy).parameters().named().keySet().stream().anyMatch(name -> name.startsWith("head")));
        assertFalse(model(toy, "loss=infonce").parameters().named().keySet().stream()
                .anyMatch(name -> name.startsWith("head")));
    }

    /** Answers compute the newest token alone, from item tables made ahead; that must be what the whole model computes, without dropout. */
    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4})
    void queriesAreTheStatesAtTheNewestTokens(int domains) {
        Toy toy = new Toy(domains, 5);
        C2dsr model = model(toy, "layers=2", "graphLayers=2", "dropout=0.5");
        List<int[]> histories = new ArrayList<>(toy.histories(12));
        histories.add(3, new int[] {1}); // knows one domain only
        histories.add(new int[] {toy.catalog().items()});
        QueryBatch batch = new QueryBatch(toy.catalog(), Toy.WINDOW, histories);
        model.prepare();
        for (int k = 0; k < domains; k++) {
            int domain = k;
            float[] asked = Step.infer(() -> Torch.array(model.queries(batch, domain)));
            float[] whole = Step.infer(() -> {
                C2dsr.States states = model.states(unasked(batch.sequences()), Dropout.off());
                return Torch.array(states.merged()
                        .newest()
                        .add(states.domains().get(domain).newest()));
            });
            assertArrayEquals(whole, asked, 2e-5f);
        }
    }

    private static C2dsrBatch unasked(SequenceBatch sequences) {
        Targets none = new Targets(new int[0], new int[0], new int[0], new float[0]);
        return new C2dsrBatch(new NextItemBatch(sequences, none, List.of()), sequences, List.of());
    }

    @Test
    void answersReadTheWeightsThatWerePreparedLast() {
        Toy toy = new Toy(2, 5);
        C2dsr model = model(toy);
        QueryBatch batch = new QueryBatch(toy.catalog(), Toy.WINDOW, toy.histories(3));
        String message = assertThrows(
                        IllegalStateException.class, () -> Step.infer(() -> Torch.array(model.queries(batch, 0))))
                .getMessage();
        assertTrue(message.contains("prepared"), message);
        model.prepare();
        float[] before = Step.infer(() -> Torch.array(model.queries(batch, 0)));
        model.parameters().named().forEach((name, p) -> Toy.refill("other " + name, p));
        model.prepare();
        float[] after = Step.infer(() -> Torch.array(model.queries(batch, 0)));
        C2dsr other = new C2dsr(config(), toy.data(), 4);
        other.parameters().named().forEach((name, p) -> Toy.refill("other " + name, p));
        other.prepare();
        assertArrayEquals(Step.infer(() -> Torch.array(other.queries(batch, 0))), after);
        assertFalse(Arrays.equals(before, after));
    }

    /** Items of the second domain, and of the first at slots 3, 4 and 7 of 9. */
    private static final int[] HISTORY = {21, 22, 23, 1, 2, 24, 25, 3, 26};

    @ParameterizedTest
    @ValueSource(strings = {"layers=1", "layers=2"})
    void whatComesLaterChangesNothingBefore(String layers) {
        Toy toy = new Toy(2, 5);
        C2dsr model = model(toy, layers);
        float[][] before = states(toy, model, HISTORY);
        for (int replaced : new int[] {17, 30}) { // of the same domain, and of the other
            int[] changed = HISTORY.clone();
            changed[4] = replaced;
            float[][] after = states(toy, model, changed);
            assertTrue(alike(before[0], after[0], 4));
            assertTrue(alike(before[1], after[1], 1));
            assertTrue(alike(before[2], after[2], 3));
            assertFalse(alike(before[0], after[0], 5));
            assertEquals(replaced == 30, before[1].length > after[1].length);
            assertFalse(alike(before[1], after[1], 2));
            assertEquals(replaced == 17, alike(before[2], after[2], 4), "the other domain's states");
        }
    }

    /** Whether the states of the first tokens are the same but for rounding: other row counts are added up in another order. */
    private static boolean alike(float[] before, float[] after, int tokens) {
        for (int i = 0; i < tokens * 16; i++) {
            if (Math.abs(before[i] - after[i]) > 1e-5) {
                return false;
            }
        }
        return true;
    }

    /** Counted from the newest token, positions tell how many items of the domain are still to come. */
    @Test
    void positionsFromTheNewestTokenKnowOfLaterOnes() {
        Toy toy = new Toy(2, 5);
        C2dsr model = model(toy, "positions=newest");
        int[] changed = HISTORY.clone();
        changed[4] = 30;
        assertFalse(alike(states(toy, model, HISTORY)[1], states(toy, model, changed)[1], 1));
    }

    /** h_M, h_0, h_1 of one user. */
    private static float[][] states(Toy toy, C2dsr model, int[] history) {
        C2dsrBatch batch = unasked(SequenceBatch.of(toy.catalog(), Toy.WINDOW, List.of(history)));
        return Step.infer(() -> {
            C2dsr.States states = model.states(batch, Dropout.off());
            return Stream.concat(Stream.of(states.merged()), states.domains().stream())
                    .map(Packed::values)
                    .map(Torch::array)
                    .toArray(float[][]::new);
        });
    }

    @Test
    void impossibleSettingsNameTheValueAndWhatIsExpected() {
        assertMessage("heads (3) must divide width (16)", "heads=3");
        assertMessage("lambda (1.5) must be in 0..1", "lambda=1.5");
        assertMessage("graphLayers (0) must be at least 1", "graphLayers=0");
    }

    private static void assertMessage(String part, String change) {
        String message = assertThrows(IllegalArgumentException.class, () -> config(change))
                .getMessage();
        assertTrue(message.contains(part), message);
    }
}
