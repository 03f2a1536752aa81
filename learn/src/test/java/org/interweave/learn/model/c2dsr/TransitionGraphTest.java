package org.interweave.learn.model.c2dsr;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.interweave.core.data.Catalog;
import org.interweave.core.data.Domain;
import org.interweave.core.split.TrainingData;
import org.interweave.learn.model.PublishedData;
import org.junit.jupiter.api.Test;

class TransitionGraphTest {
    private static final Catalog CATALOG = new Catalog(List.of(new Domain("a", 1, 3), new Domain("b", 4, 5)));

    private static TrainingData data(int[]... sequences) {
        return new TrainingData(CATALOG, 6, IntStream.range(0, sequences.length).toArray(), u -> sequences[u]);
    }

    @Test
    void edgesLeadToTheNextItemOfAnyOrOfTheSameDomain() {
        TrainingData data = data(new int[] {2, 4, 1, 5, 3});
        assertEquals(List.of("1>5", "2>4", "4>1", "5>3"), edges(C2dsr.graph(data, 0)));
        assertEquals(List.of("1>3", "2>1"), edges(C2dsr.graph(data, 1)));
        assertEquals(List.of("1>2"), edges(C2dsr.graph(data, 2))); // 4 and 5 are the first and second of their domain
    }

    private static List<String> edges(TransitionGraph graph) {
        return IntStream.range(0, graph.starts().length - 1)
                .boxed()
                .flatMap(item -> Arrays.stream(graph.successors(), graph.starts()[item], graph.starts()[item + 1])
                        .mapToObj(next -> item + ">" + next))
                .toList();
    }

    @Test
    void aRowIsTheShareOfEachSuccessor() {
        TransitionGraph graph =
                TransitionGraph.of(5, Stream.of(new int[] {1, 4, 2}, new int[] {1, 2}, new int[] {1, 2}));
        assertArrayEquals(new int[] {0, 0, 2, 2, 2, 3, 3}, graph.starts());
        assertArrayEquals(new int[] {2, 4, 2}, graph.successors());
        assertArrayEquals(new int[] {2, 1, 1}, graph.counts());
        assertArrayEquals(
                new float[] {2f / 3, 1f / 3, 1}, graph.matrix(EdgeWeights.COUNT).values());
        assertArrayEquals(
                new float[] {.5f, .5f, 1}, graph.matrix(EdgeWeights.BINARY).values());
    }

    @Test
    void publishedDataHasTheseTransitions() throws IOException {
        // Transitions, edges, items with a successor, most successors, most often the same; merged, then each domain.
        assertEquals(
                List.of(
                        List.of(152_116, 138_393, 26_885, 246, 53),
                        List.of(71_263, 57_574, 11_192, 180, 57),
                        List.of(73_709, 71_118, 15_199, 177, 16)),
                sizes(PublishedData.FOOD_KITCHEN));
        assertEquals(
                List.of(
                        List.of(100_707, 94_558, 23_080, 157, 46),
                        List.of(41_894, 36_120, 9_439, 113, 47),
                        List.of(54_339, 52_535, 13_090, 152, 21)),
                sizes(PublishedData.BEAUTY_ELECTRONICS));
    }

    private static List<List<Integer>> sizes(PublishedData published) throws IOException {
        TrainingData data = published.training();
        return IntStream.range(0, 3)
                .mapToObj(stream -> sizes(C2dsr.graph(data, stream)))
                .toList();
    }

    private static List<Integer> sizes(TransitionGraph graph) {
        int[] degrees = IntStream.range(0, graph.starts().length - 1)
                .map(item -> graph.starts()[item + 1] - graph.starts()[item])
                .toArray();
        return List.of(
                Arrays.stream(graph.counts()).sum(),
                graph.successors().length,
                (int) Arrays.stream(degrees).filter(degree -> degree > 0).count(),
                Arrays.stream(degrees).max().orElseThrow(),
                Arrays.stream(graph.counts()).max().orElseThrow());
    }
}
