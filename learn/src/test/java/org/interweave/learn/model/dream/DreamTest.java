package org.interweave.learn.model.dream;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;
import org.interweave.core.batch.QueryBatch;
import org.interweave.core.batch.SequenceBatch;
import org.interweave.core.data.Catalog;
import org.interweave.core.data.Domain;
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
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class DreamTest {
    private static final Catalog FOOD_KITCHEN =
            new Catalog(List.of(new Domain("food", 1, 11_837), new Domain("kitchen", 11_838, 28_095)));

    @BeforeAll
    static void fullPrecision() {
        Libtorch.precision(Precision.HIGHEST);
        Libtorch.threads(1); // the tensors are small
    }

    /** Small settings without dropout, changed as told. */
    static Dream.Config config(String... changes) {
        List<String> all = Stream.concat(
                        Stream.of("width=16", "heads=2", "dropout=0", "negatives=" + Toy.NEGATIVES), Stream.of(changes))
                .toList();
        return (Dream.Config) RunConfig.defaults("dream").with(all).settings();
    }

    private static Dream model(Toy toy, String... changes) {
        Dream model = new Dream(config(changes), toy.catalog(), Toy.WINDOW, 3);
        model.parameters().named().forEach(Toy::refill);
        return model;
    }

    @Test
    void parameterCountsAreTheSpecifications() {
        assertEquals(9_181_696, count());
        assertEquals(9_182_208, count("variant=extract"));
        assertEquals(8_392_192, count("variant=off"));
        assertEquals(9_181_696 + 256 * (28_095 + 2), count("tables=separate"));
        assertEquals(9_181_696 - 2 * 255 * 513, count("gate=scalar"));
    }

    private static long count(String... changes) {
        Dream.Config config = (Dream.Config)
                RunConfig.defaults("dream").with(List.of(changes)).settings();
        return new Dream(config, FOOD_KITCHEN, 47, 0).parameters().count();
    }

    @Test
    void everySwitchMakesADifferenceAndLearns() {
        Toy toy = new Toy(2, 5);
        Map<Double, String> losses = new HashMap<>();
        for (String changes : List.of(
                "variant=inject",
                "variant=extract",
                "variant=off",
                "gate=scalar",
                "tables=separate",
                "ffn=swiglu",
                "focal=full",
                "focus=0",
                "focus=1",
                "temperature=0.5",
                "contrastiveWeight=0",
                "contrastiveTemperature=0.3",
                "crop=0.2",
                "mask=0.9",
                "reorder=1")) {
            Dream model = model(toy, changes);
            Objective<?> objective = model.objective(toy.data(), toy.seeds());
            AdamW optimizer = new AdamW(model.parameters(), 0.9, 0.999, 1e-8, 0);
            double first = step(objective.lesson(toy.members(40, 0), 0), optimizer);
            String other = losses.put(first, changes);
            assertTrue(other == null, changes + " and " + other + " are the same");
            step(objective.lesson(toy.members(40, 0), 0), optimizer);
            double third = step(objective.lesson(toy.members(40, 0), 0), optimizer);
            assertTrue(third < first, changes + ": " + first + ", then " + third);
        }
    }

    private static double step(Objective.Lesson lesson, AdamW optimizer) {
        return Step.compute(() -> {
            optimizer.clearGradients();
            Loss loss = lesson.loss().apply(1);
            loss.backward();
            optimizer.step(0.01);
            return loss.value();
        });
    }

    /** Scoring computes only what it reads; that must be what the whole model computes. */
    @ParameterizedTest
    @EnumSource
    void queriesAreTheStatesAtTheLatestTokens(DreamVariant variant) {
        for (int domains = 2; domains <= 4; domains++) {
            Toy toy = new Toy(domains, 5);
            Dream model = model(toy, "variant=" + variant.name().toLowerCase(Locale.ROOT), "tables=separate");
            List<int[]> histories = new ArrayList<>(toy.histories(12));
            histories.add(3, new int[] {1}); // knows one domain only
            histories.add(new int[] {toy.catalog().items()});
            QueryBatch batch = new QueryBatch(toy.catalog(), Toy.WINDOW, histories);
            for (int k = 0; k < domains; k++) {
                int domain = k;
                float[] asked = Step.infer(() -> Torch.array(model.queries(batch, domain)));
                float[] whole = Step.infer(() -> {
                    Exchange.States states = model.states(batch.sequences(), Dropout.off());
                    return Torch.array(states.merged()
                            .newest()
                            .add(states.domains().get(domain).newest()));
                });
                assertArrayEquals(whole, asked, 2e-5f);
            }
        }
    }

    /** Items of both domains, items of the first at slots 3, 4 and 7 of 9; the window is full. */
    private static final int[] HISTORY = {21, 22, 23, 1, 2, 24, 25, 3, 26};

    @ParameterizedTest
    @ValueSource(strings = {"inject", "extract", "off"})
    void whatComesLaterChangesNothingBefore(String variant) {
        Toy toy = new Toy(2, 5);
        Dream model = model(toy, "variant=" + variant);
        float[][] before = states(toy, model, HISTORY);
        int[] changed = HISTORY.clone();
        changed[4] = 17; // of the same domain: positions count from the newest
        float[][] after = states(toy, model, changed);
        int merged = 4 * 16;
        int own = 16;
        assertEqualPart(before[0], after[0], 0, merged);
        assertEqualPart(before[1], after[1], 0, own);
        assertFalse(Arrays.equals(before[0], after[0]));
        assertFalse(Arrays.equals(before[1], after[1]));
    }

    @Test
    void domainsKnowNothingOfEachOtherButTheMergedStreamKnowsBoth() {
        Toy toy = new Toy(2, 5);
        int[] changed = HISTORY.clone();
        changed[4] = 17;
        float[][] before = states(toy, model(toy), HISTORY);
        float[][] after = states(toy, model(toy), changed);
        assertArrayEquals(before[2], after[2], "an item of the first domain");
        assertFalse(Arrays.equals(newest(before[0]), newest(after[0])));
        float[][] retrieved = states(toy, model(toy, "variant=extract"), changed);
        assertFalse(Arrays.equals(retrieved[2], states(toy, model(toy, "variant=extract"), HISTORY)[2]));
    }

    private static float[] newest(float[] states) {
        return Arrays.copyOfRange(states, states.length - 16, states.length);
    }

    /** f, h_0, h_1 of one user. */
    private static float[][] states(Toy toy, Dream model, int[] history) {
        SequenceBatch batch = SequenceBatch.of(toy.catalog(), Toy.WINDOW, List.of(history));
        return Step.infer(() -> {
            Exchange.States states = model.states(batch, Dropout.off());
            return Stream.concat(Stream.of(states.merged()), states.domains().stream())
                    .map(Packed::values)
                    .map(Torch::array)
                    .toArray(float[][]::new);
        });
    }

    private static void assertEqualPart(float[] expected, float[] found, int from, int to) {
        assertArrayEquals(Arrays.copyOfRange(expected, from, to), Arrays.copyOfRange(found, from, to));
    }

    /** A closed gate leaves of the injection its norm alone, which does nothing to what is normalised already. */
    @Test
    void aClosedGateInjectsNothingAndAnOpenOneAll() {
        Toy toy = new Toy(2, 5);
        Dream injecting = model(toy);
        Dream off = model(toy, "variant=off");
        for (Dream model : List.of(injecting, off)) {
            model.parameters().named().forEach((name, p) -> {
                if (name.contains("norm")) {
                    fill(p, name.endsWith("weight") ? 1 : 0);
                }
            });
        }
        injecting.parameters().named().forEach((name, p) -> {
            if (name.matches("gate\\..\\.bias")) {
                fill(p, -20);
            }
        });
        assertArrayEquals(states(toy, off, HISTORY)[0], states(toy, injecting, HISTORY)[0], 1e-4f);
        injecting.parameters().named().forEach((name, p) -> {
            if (name.matches("gate\\..\\.bias")) {
                fill(p, 20);
            }
        });
        SequenceBatch batch = SequenceBatch.of(toy.catalog(), Toy.WINDOW, List.of(HISTORY));
        float[] gate = Step.infer(
                () -> Torch.array(injecting.states(batch, Dropout.off()).gates().get(0)));
        for (float alpha : gate) {
            assertEquals(1, alpha, 1e-3f);
        }
    }

    private static void fill(Tensor parameter, float value) {
        float[] values = new float[(int) parameter.numel()];
        Arrays.fill(values, value);
        Parameters.assign(parameter, Torch.floats(values, parameter.shape()));
    }

    @Test
    void impossibleSettingsNameTheValueAndWhatIsExpected() {
        assertMessage("heads (3) must divide width (16)", "heads=3");
        assertMessage("crop (1.5) must be in 0..1", "crop=1.5");
        assertMessage("focus (-1.0) must be 0 or more", "focus=-1");
        assertMessage("contrastiveTemperature (0.0) must be above 0", "contrastiveTemperature=0");
    }

    private static void assertMessage(String part, String change) {
        String message = assertThrows(IllegalArgumentException.class, () -> config(change))
                .getMessage();
        assertTrue(message.contains(part), message);
    }
}
