package org.interweave.learn.model.abxi;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.interweave.core.batch.AlignedBatch;
import org.interweave.core.batch.Branch;
import org.interweave.core.batch.MixedLoss;
import org.interweave.core.batch.NextItemCollator;
import org.interweave.core.batch.NextItemTask;
import org.interweave.core.batch.NextItemTask.MixedNegatives;
import org.interweave.core.batch.QueryBatch;
import org.interweave.core.batch.SequenceBatch;
import org.interweave.core.batch.Targets;
import org.interweave.core.data.Catalog;
import org.interweave.core.data.Domain;
import org.interweave.core.sample.Seeds;
import org.interweave.core.split.TrainingData;
import org.interweave.learn.model.Loss;
import org.interweave.learn.model.Objective;
import org.interweave.learn.model.Toy;
import org.interweave.learn.nn.Dropout;
import org.interweave.learn.nn.LossKernel;
import org.interweave.learn.nn.TableInit;
import org.interweave.learn.torch.AdamW;
import org.interweave.learn.torch.Libtorch;
import org.interweave.learn.torch.Parameters;
import org.interweave.learn.torch.Precision;
import org.interweave.learn.torch.Step;
import org.interweave.learn.torch.Torch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AbxiTest {
    private static final int WINDOW = 9;

    @BeforeAll
    static void fullPrecision() {
        Libtorch.precision(Precision.HIGHEST);
        Libtorch.threads(1);
    }

    private static Abxi.Config config(int width, int heads, int domainRank, int invariantRank) {
        return new Abxi.Config(
                width, heads, 0, domainRank, invariantRank, 0, 0.75, 4, TableInit.TRUNCATED_NORMAL, LossKernel.AUTO);
    }

    private static Abxi small(int domains) {
        return new Abxi(config(16, 2, 3, 5), catalog(domains), WINDOW, 1);
    }

    private static Catalog catalog(int domains) {
        return new Catalog(IntStream.range(0, domains)
                .mapToObj(k -> new Domain("d" + k, 1 + 10 * k, 10 + 10 * k))
                .toList());
    }

    private static AlignedBatch batch(int domains, int[]... training) {
        TrainingData data = new TrainingData(
                catalog(domains), WINDOW, IntStream.range(0, training.length).toArray(), u -> training[u]);
        NextItemTask task = new NextItemTask(4, MixedNegatives.EVERY_DOMAIN, MixedLoss.PER_DOMAIN, false);
        return AlignedBatch.of(data.catalog(), new NextItemCollator(data, new Seeds(3), task).collate(data.users(), 1));
    }

    /** h of every step, by its row of the merged pack, with the model's weights or others. */
    private static Map<Integer, float[]> fused(Abxi model, AlignedBatch batch) {
        return Step.infer(() -> {
            Abxi.States states = model.states(batch, Dropout.off());
            Map<Integer, float[]> found = new TreeMap<>();
            for (int k = 0; k < states.fused().size(); k++) {
                int[] rows = batch.domains().get(k).targets().rows();
                for (int i = 0; i < rows.length; i++) {
                    found.put(rows[i], Torch.array(Torch.span(states.fused().get(k), i, 1)));
                }
            }
            return found;
        });
    }

    private static Map<String, float[]> gradients(Abxi model, AlignedBatch batch) {
        new AdamW(model.parameters(), 0.9, 0.999, 1e-8, 0); // gradients begin at zero
        return Step.compute(() -> {
            model.loss(batch, model.states(batch, Dropout.off())).backward();
            Map<String, float[]> gradients = new TreeMap<>();
            model.parameters().gradients().forEach((name, g) -> gradients.put(name, Torch.array(g)));
            return gradients;
        });
    }

    private static void add(Abxi model, String name, float value) {
        Tensor parameter = model.parameters().named().get(name);
        float[] values = Torch.array(parameter);
        for (int i = 0; i < values.length; i++) {
            values[i] += value;
        }
        Parameters.assign(parameter, Torch.floats(values, parameter.shape()));
    }

    private static boolean zero(float[] values) {
        return IntStream.range(0, values.length).allMatch(i -> values[i] == 0);
    }

    /** Counted in the published code. */
    @ParameterizedTest
    @CsvSource({"11837, 16258, 16, 64, 9651200", "10379, 14188, 64, 64, 8821760", "35712, 90958, 4, 4, 34806528"})
    void parameterCountsArePublished(int a, int b, int domainRank, int invariantRank, long count) {
        Catalog catalog = new Catalog(List.of(new Domain("a", 1, a), new Domain("b", a + 1, a + b)));
        Abxi model = new Abxi(config(256, 2, domainRank, invariantRank), catalog, 47, 0);
        assertEquals(count, model.parameters().count());
    }

    /** With the published settings, on users of the published lengths. */
    @Test
    void lossBeginsWhereThePublishedCodeBegins() {
        Catalog catalog = new Catalog(List.of(new Domain("a", 1, 11_837), new Domain("b", 11_838, 28_095)));
        Random random = new Random(1);
        int[][] items = new int[64][];
        for (int u = 0; u < items.length; u++) {
            items[u] = random.ints(8 + random.nextInt(28), 1, 28_096).toArray();
        }
        TrainingData data = new TrainingData(catalog, 47, IntStream.range(0, 64).toArray(), u -> items[u]);
        Abxi model = new Abxi(Abxi.Config.PUBLISHED, catalog, 47, 2);
        Objective.Lesson lesson = model.objective(data, new Seeds(2)).lesson(data.users(), 1);
        List<Double> parts = Step.compute(() -> lesson.loss().apply(1).parts());
        assertEquals(5.72, parts.get(0), 0.15);
        assertEquals(5.72, parts.get(1), 0.15);
    }

    @Test
    void adaptersAreZeroAtFirstAndLearnInTwoSteps() {
        Abxi model = small(2);
        AlignedBatch batch = batch(2, new int[] {3, 12, 5, 7, 14, 11, 2, 16});
        Map<Integer, float[]> before = fused(model, batch);
        List<String> us = model.parameters().named().keySet().stream()
                .filter(name -> name.endsWith(".u"))
                .toList();
        assertEquals(5, us.size());
        us.forEach(name -> add(model, name, 0.5f));
        Map<Integer, float[]> after = fused(model, batch);
        before.forEach((row, h) -> assertArrayEquals(h, after.get(row)));

        Map<String, float[]> first = gradients(model, batch);
        us.forEach(name -> assertTrue(zero(first.get(name)), name));
        us.forEach(name -> assertFalse(zero(first.get(name.replace(".u", ".v"))), name));
        AdamW optimizer = new AdamW(model.parameters(), 0.9, 0.999, 1e-8, 0);
        Step.compute(() -> {
            model.loss(batch, model.states(batch, Dropout.off())).backward();
            optimizer.step(0.01);
            return null;
        });
        Map<String, float[]> second = gradients(model, batch);
        us.forEach(name -> assertFalse(zero(second.get(name)), name));
    }

    @Test
    void anItemOfTheSameDomainChangesNothingBeforeIt() {
        Abxi model = small(2);
        model.parameters().named().forEach(Toy::refill);
        Map<Integer, float[]> h = fused(model, batch(2, new int[] {3, 12, 5, 7, 14, 11, 2, 16}));
        Map<Integer, float[]> other = fused(model, batch(2, new int[] {3, 12, 5, 7, 14, 11, 9, 16}));
        for (int step = 0; step < 6; step++) {
            assertArrayEquals(h.get(step), other.get(step), "step " + step);
        }
        assertFalse(Arrays.equals(h.get(6), other.get(6)));
    }

    /** The step before it gets another target, and positions count what follows; nothing else may tell. */
    @Test
    void anItemOfAnotherDomainIsSeenThroughTargetAndPositionsAlone() {
        Abxi model = small(2);
        model.parameters().named().forEach(Toy::refill);
        Tensor positions = model.parameters().named().get("position_embedding");
        Parameters.assign(positions, Torch.floats(new float[(int) positions.numel()], positions.shape()));
        Map<Integer, float[]> h = fused(model, batch(2, new int[] {3, 12, 5, 7, 14, 11, 2, 16}));
        Map<Integer, float[]> other = fused(model, batch(2, new int[] {3, 12, 5, 7, 14, 11, 18, 16}));
        for (int step = 0; step < 5; step++) {
            assertArrayEquals(h.get(step), other.get(step), 1e-6f, "step " + step);
        }
        assertFalse(Arrays.equals(h.get(5), other.get(5)));
    }

    @Test
    void theLastTargetChangesTheLossAndNotTheState() {
        Abxi model = small(2);
        AlignedBatch batch = batch(2, new int[] {3, 12, 5, 7, 14, 11, 2, 16});
        AlignedBatch other = batch(2, new int[] {3, 12, 5, 7, 14, 11, 2, 17});
        Map<Integer, float[]> h = fused(model, batch);
        fused(model, other).forEach((step, state) -> assertArrayEquals(h.get(step), state));
        assertTrue(loss(model, batch).value() != loss(model, other).value());
    }

    private static Loss loss(Abxi model, AlignedBatch batch) {
        return Step.compute(() -> {
            Loss loss = model.loss(batch, model.states(batch, Dropout.off()));
            return new Loss(loss.value(), loss.parts(), List.of(), List.of());
        });
    }

    /** Users who know one domain only leave the other without a step, and without a loss. */
    @Test
    void aDomainWithoutTargetsLearnsNothing() {
        Abxi model = small(2);
        model.parameters().named().forEach(Toy::refill);
        AlignedBatch batch = batch(2, new int[] {3, 5, 7, 2}, new int[] {8, 1, 4});
        assertEquals(0, loss(model, batch).parts().get(1));
        Map<String, float[]> gradients = gradients(model, batch);
        gradients.forEach((name, g) -> {
            boolean others = name.matches("(own|invariant|encoder)\\..*\\.1\\..*");
            assertEquals(others, zero(g), name);
        });
        Objective<AlignedBatch> objective = new Abxi(
                        new Abxi.Config(16, 2, 0, 3, 5, 0.5, 0.75, 4, TableInit.NORMAL, LossKernel.TORCH),
                        catalog(2),
                        WINDOW,
                        1)
                .objective(new TrainingData(catalog(2), WINDOW, new int[] {0}, u -> new int[] {1, 2, 3}), new Seeds(1));
        double withDropout = Step.compute(
                () -> objective.lesson(new int[] {0}, 1).loss().apply(5).value());
        assertTrue(withDropout > 0 && withDropout < 20, "loss " + withDropout);
    }

    @Test
    void aStepWithoutAnItemOfItsDomainIsPredictedFromTheMergedSequenceAlone() {
        Abxi model = small(2);
        model.parameters().named().forEach(Toy::refill);
        AlignedBatch batch = batch(2, new int[] {3, 12, 5, 7, 14, 11, 2, 16});
        Map<Integer, float[]> before = fused(model, batch); // step 0: 12 is the first of its domain
        add(model, "own.ffn.1.w3", 1);
        add(model, "encoder.lora.1.v", 1);
        add(model, "encoder.norm.1.weight", 1);
        Map<Integer, float[]> after = fused(model, batch);
        assertArrayEquals(before.get(0), after.get(0));
        assertFalse(Arrays.equals(before.get(3), after.get(3)));
        add(model, "own.norm.1.bias", 2);
        Map<Integer, float[]> shifted = fused(model, batch);
        for (int i = 0; i < 16; i++) {
            assertEquals(after.get(0)[i] + 2, shifted.get(0)[i], 1e-5);
        }
    }

    /** Steps that hold no item are keys, so that a longer window dilutes attention. */
    @Test
    void vacantSlotsAreSeen() {
        Catalog catalog = catalog(2);
        Abxi narrow = new Abxi(config(16, 2, 3, 5), catalog, 6, 1);
        Abxi wide = new Abxi(config(16, 2, 3, 5), catalog, 7, 1);
        for (Abxi model : List.of(narrow, wide)) {
            model.parameters().named().forEach((name, p) -> {
                if (!name.equals("position_embedding")) {
                    Toy.refill(name, p);
                }
            });
        }
        Tensor positions = wide.parameters().named().get("position_embedding");
        Step.compute(() -> {
            Parameters.assign(
                    Torch.span(positions, 0, 7), narrow.parameters().named().get("position_embedding"));
            return null;
        });
        List<int[]> histories = List.of(new int[] {3, 12, 5});
        float[] few = Step.infer(() -> Torch.array(narrow.queries(new QueryBatch(catalog, 6, histories), 0)));
        float[] more = Step.infer(() -> Torch.array(wide.queries(new QueryBatch(catalog, 7, histories), 0)));
        assertFalse(Arrays.equals(few, more));
    }

    /** Answers compute the latest step alone; it must be what all steps together give. */
    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4})
    void queriesAreTheStatesAtTheLatestStep(int domains) {
        Abxi model = small(domains);
        model.parameters().named().forEach(Toy::refill);
        List<int[]> histories = new ArrayList<>();
        Random random = new Random(domains);
        for (int u = 0; u < 7; u++) {
            histories.add(
                    random.ints(1 + random.nextInt(WINDOW), 1, 10 * domains + 1).toArray());
        }
        QueryBatch batch = new QueryBatch(catalog(domains), WINDOW, histories);
        for (int k = 0; k < domains; k++) {
            int domain = k;
            float[] asked = Step.infer(() -> Torch.array(model.queries(batch, domain)));
            AlignedBatch whole = sideBySide(batch, k);
            float[] stated = Step.infer(
                    () -> Torch.array(model.states(whole, Dropout.off()).fused().get(domain)));
            assertArrayEquals(stated, asked, 2e-5f);
        }
    }

    /** All steps of the histories, asked at the latest for one domain. */
    private static AlignedBatch sideBySide(QueryBatch batch, int domain) {
        SequenceBatch merged = batch.sequences();
        List<Branch> branches = new ArrayList<>();
        List<AlignedBatch.DomainTargets> targets = new ArrayList<>();
        for (int k = 0; k < merged.domains().size(); k++) {
            Branch packed = batch.sequences(k).mixed();
            int[] rows = merged.domains().get(k).rows(); // the same items at other slots
            branches.add(new Branch(packed.layout(), rows, packed.positions()));
            targets.add(latest(merged, packed, k == domain ? batch.users() : 0));
        }
        return new AlignedBatch(new SequenceBatch(merged.items(), merged.mixed(), branches), targets);
    }

    private static AlignedBatch.DomainTargets latest(SequenceBatch merged, Branch own, int users) {
        int[] rows = new int[users];
        int[] ownRows = new int[users];
        for (int u = 0; u < users; u++) {
            int[] starts = own.layout().starts();
            rows[u] = merged.mixed().layout().starts()[u + 1] - 1;
            ownRows[u] =
                    starts[u + 1] > starts[u] ? starts[u + 1] - 1 : own.layout().tokens();
        }
        return new AlignedBatch.DomainTargets(
                new Targets(rows, new int[users], new int[users], new float[users]), ownRows);
    }

    @Test
    void tablesBeginCutOffOrWithTheirTails() {
        for (TableInit init : TableInit.values()) {
            Abxi.Config config = new Abxi.Config(16, 2, 0, 3, 5, 0, 0.75, 4, init, LossKernel.AUTO);
            Tensor table = new Abxi(config, catalog(40), WINDOW, 1)
                    .parameters()
                    .named()
                    .get("item_embedding");
            float[] values = Torch.array(table);
            double largest = 0;
            double squares = 0;
            for (float value : values) {
                largest = Math.max(largest, Math.abs(value));
                squares += value * value;
            }
            assertEquals(init == TableInit.NORMAL, largest > 0.0401, init + " " + largest);
            double deviation = init == TableInit.NORMAL ? 0.02 : 0.0176; // cutting takes 12 %
            assertEquals(deviation, Math.sqrt(squares / values.length), 0.0008, init.toString());
        }
    }

    @Test
    void impossibleSettingsNameTheValueAndWhatIsExpected() {
        assertMessage("heads (3) must divide width (16)", () -> config(16, 3, 1, 1));
        assertMessage("domainRank (0)", () -> config(16, 2, 0, 1));
        assertMessage("invariantRank (0)", () -> config(16, 2, 1, 0));
    }

    private static void assertMessage(String part, Runnable body) {
        String message = assertThrows(IllegalArgumentException.class, body::run).getMessage();
        assertTrue(message.contains(part), message);
    }

    @Test
    void innerWidthIsTheReleases() {
        assertEquals(680, Abxi.Config.PUBLISHED.innerWidth());
    }
}
