package org.interweave.learn.model.mgcl;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.interweave.core.batch.Layout;
import org.interweave.core.batch.SequenceBatch;
import org.interweave.core.data.Catalog;
import org.interweave.core.data.Domain;
import org.interweave.core.split.TrainingData;
import org.interweave.learn.model.Loss;
import org.interweave.learn.model.PublishedData;
import org.interweave.learn.torch.Libtorch;
import org.interweave.learn.torch.Parameters;
import org.interweave.learn.torch.Precision;
import org.interweave.learn.torch.SparseMatrix;
import org.interweave.learn.torch.Step;
import org.interweave.learn.torch.Torch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The graphs, and what is computed on them, by hand. */
class MgclGraphsTest {
    private static final Catalog CATALOG = new Catalog(List.of(new Domain("a", 1, 2), new Domain("b", 3, 3)));

    @BeforeAll
    static void fullPrecision() {
        Libtorch.precision(Precision.HIGHEST);
    }

    private static void assign(Parameters parameters, Map<String, float[]> values) {
        parameters.named().forEach((name, p) -> {
            float[] given = values.getOrDefault(name, new float[(int) p.numel()]);
            Parameters.assign(p, Torch.floats(given, p.shape()));
        });
    }

    @Test
    void anItemsStaticVectorIsTheMeanOfWhatWalksBringIt() {
        Map<Integer, int[]> items = Map.of(4, new int[] {2, 1, 2}, 9, new int[] {2}); // what repeats counts once
        TrainingData data = new TrainingData(CATALOG, 5, new int[] {4, 9}, items::get);
        assertLightGcn(data, 3, 0, 5.952126f, 10.533852f, 7.5f);
        assertLightGcn(data, 1, 0, (10 + .707107f) / 2, (20 + 1.914214f) / 2, 15);
    }

    private static void assertLightGcn(TrainingData data, int layers, float... expected) {
        Parameters parameters = new Parameters();
        LightGcn graph = new LightGcn(parameters.root(), InteractionGraph.of(data), layers, 1);
        assign(parameters, Map.of("user_embedding", new float[] {1, 2}));
        float[] found = Step.infer(() -> Torch.array(graph.forward(Torch.floats(new float[] {0, 10, 20, 30}, 4, 1))));
        assertArrayEquals(expected, found, 1e-5f);
    }

    @Test
    void publishedDataHasTheseInteractions() throws IOException {
        assertEquals(List.of(7_144, 159_260, 821, 505, 8, 48), sizes(PublishedData.FOOD_KITCHEN));
        assertEquals(List.of(4_474, 105_181, 981, 204, 8, 48), sizes(PublishedData.BEAUTY_ELECTRONICS));
    }

    /** Users, edges, items without any, the most of an item, the least and the most of a user. */
    private static List<Integer> sizes(PublishedData published) throws IOException {
        InteractionGraph graph = InteractionGraph.of(published.training());
        int[] users = degrees(graph.toUsers());
        int[] items = degrees(graph.toItems());
        assertEquals(graph.toUsers().columns().length, graph.toItems().columns().length);
        return List.of(
                users.length,
                graph.toUsers().columns().length,
                (int) Arrays.stream(items).skip(1).filter(degree -> degree == 0).count(),
                Arrays.stream(items).max().orElseThrow(),
                Arrays.stream(users).min().orElseThrow(),
                Arrays.stream(users).max().orElseThrow());
    }

    private static int[] degrees(SparseMatrix matrix) {
        return IntStream.range(0, matrix.rows())
                .map(row -> matrix.starts()[row + 1] - matrix.starts()[row])
                .toArray();
    }

    private static SequenceGraph.Neighbours neighbours(SequenceGraph graph, int[]... histories) {
        Catalog catalog = new Catalog(List.of(new Domain("a", 1, 99)));
        SequenceBatch batch = SequenceBatch.of(catalog, 30, List.of(histories));
        return graph.of(batch.items(), batch.mixed().layout());
    }

    /** Per token the items it hears from, with their shares. */
    private static List<String> heard(SparseMatrix matrix, int... items) {
        return IntStream.range(0, matrix.rows())
                .mapToObj(row -> IntStream.range(matrix.starts()[row], matrix.starts()[row + 1])
                        .mapToObj(e -> items[matrix.columns()[e]] + ":" + matrix.values()[e])
                        .sorted()
                        .collect(Collectors.joining(" ")))
                .toList();
    }

    @Test
    void aTokenHearsFromTheNeighboursOfItsItemInEqualShares() {
        int[] row = {5, 7, 5, 9};
        SequenceGraph.Neighbours both = neighbours(SequenceGraph.BOTH, row);
        assertEquals(List.of("7:1.0", "5:1.0", "7:1.0", "5:1.0"), heard(both.before(), row));
        assertEquals(
                List.of("7:0.5 9:0.5", "5:1.0", "7:0.5 9:0.5", ""),
                heard(both.after().orElseThrow(), row));
        SequenceGraph.Neighbours in = neighbours(SequenceGraph.IN, row);
        assertTrue(in.after().isEmpty());
        assertEquals(List.of("", "5:1.0", "7:1.0", "5:1.0"), heard(in.before(), row)); // 7 is the first 5's label
        int[] often = {5, 7, 5, 7, 8, 7, 7};
        assertEquals(
                List.of(
                        "",
                        "5:1.0",
                        "7:1.0",
                        "5:1.0",
                        "7:1.0",
                        "5:0.5 8:0.5",
                        "5:0.33333334 7:0.33333334 8:0.33333334"),
                heard(neighbours(SequenceGraph.IN, often).before(), often));
    }

    @Test
    void usersHearNothingOfEachOther() {
        SequenceGraph.Neighbours both = neighbours(SequenceGraph.BOTH, new int[] {5, 7}, new int[] {7, 5});
        assertArrayEquals(new int[] {0, 2}, both.before().columns());
        assertArrayEquals(new int[] {1, 3}, both.after().orElseThrow().columns());
    }

    /** The definition with sets, on random sequences with and without repeated items. */
    @Test
    void edgesAreThoseOfTheDefinition() {
        for (int seed = 0; seed < 30; seed++) {
            Random random = new Random(seed);
            int[] row = random.ints(1 + random.nextInt(25), 1, seed % 2 == 0 ? 6 : 99)
                    .toArray();
            SparseMatrix in = neighbours(SequenceGraph.IN, row).before();
            SequenceGraph.Neighbours both = neighbours(SequenceGraph.BOTH, row);
            for (int i = 0; i < row.length; i++) {
                TreeSet<Integer> before = new TreeSet<>();
                TreeSet<Integer> anyBefore = new TreeSet<>();
                TreeSet<Integer> anyAfter = new TreeSet<>();
                for (int j = 1; j < row.length; j++) {
                    if (row[j] == row[i]) {
                        anyBefore.add(row[j - 1]);
                    }
                    if (row[j] == row[i] && j <= i) {
                        before.add(row[j - 1]);
                    }
                    if (row[j - 1] == row[i]) {
                        anyAfter.add(row[j]);
                    }
                }
                assertEquals(before, items(in, i, row), "seed " + seed);
                assertEquals(anyBefore, items(both.before(), i, row), "seed " + seed);
                assertEquals(anyAfter, items(both.after().orElseThrow(), i, row), "seed " + seed);
            }
        }
    }

    private static TreeSet<Integer> items(SparseMatrix matrix, int row, int[] items) {
        TreeSet<Integer> heard = new TreeSet<>();
        for (int e = matrix.starts()[row]; e < matrix.starts()[row + 1]; e++) {
            assertTrue(heard.add(items[matrix.columns()[e]]), "twice");
            assertEquals(1f / (matrix.starts()[row + 1] - matrix.starts()[row]), matrix.values()[e]);
        }
        return heard;
    }

    @Test
    void aGraphStepLetsMessagesInThroughItsGates() {
        Map<String, float[]> weights = new TreeMap<>();
        weights.put("in.w", new float[] {1});
        weights.put("out.w", new float[] {1});
        weights.put("message.w", new float[] {1, 0, 1, 0, 1, 1}); // columns r, z, n; rows p, q
        weights.put("hidden.w", new float[] {.5f, .5f, 1});
        assertArrayEquals(new float[] {.990303f, 1.263126f}, stepped(SequenceGraph.BOTH, weights), 1e-5f);
        assertArrayEquals(new float[] {.721660f, 1.263126f}, stepped(SequenceGraph.IN, weights), 1e-5f);
        assertArrayEquals(new float[] {.5f, 1}, stepped(SequenceGraph.BOTH, Map.of()), 1e-6f);
    }

    private static float[] stepped(SequenceGraph graph, Map<String, float[]> weights) {
        Parameters parameters = new Parameters();
        GraphStep step = new GraphStep(parameters.root(), 1);
        assign(parameters, weights);
        SequenceGraph.Neighbours neighbours =
                graph.of(new int[] {1, 2}, new Layout(2, new int[] {0, 2}, new int[] {0, 1}));
        return Step.infer(() -> Torch.array(step.forward(Torch.floats(new float[] {1, 2}, 2, 1), neighbours)));
    }

    @Test
    void aContrastTellsOwnViewsFromOthers() {
        float[] x = {1, 0, 0, 2};
        float[] y = {.5f, 1, 1, -1};
        assertEquals(3.020596, contrast(x, y, new int[] {0, 1}, new int[] {1, 0}), 2e-6);
        float[] more = {9, 9, 1, 0, 9, 9, 0, 2};
        float[] others = {9, 9, .5f, 1, 9, 9, 1, -1};
        assertEquals(3.020596, contrast(more, others, new int[] {1, 3}, new int[] {1, 0}), 2e-6);
        assertEquals(2 * Math.log(2), contrast(new float[4], new float[4], new int[] {0, 1}, new int[] {0, 1}), 1e-6);
        assertEquals(0, contrast(x, y, new int[0], new int[0]));
    }

    private static double contrast(float[] x, float[] y, int[] rows, int[] permutation) {
        return Step.infer(() -> {
            Tensor first = Torch.floats(x, x.length / 2, 2);
            Loss loss = Contrast.loss(first, Torch.floats(y, y.length / 2, 2), new Contrast.Pairs(rows, permutation));
            return loss.value();
        });
    }
}
