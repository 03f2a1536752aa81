package org.interweave.learn.model.c2dsr;

import java.util.Arrays;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.interweave.learn.torch.SparseMatrix;

/**
 * Which items followed an item in users' sequences, and how often. Edges lead from an item to its successors.
 *
 * @param starts item i owns edges starts[i]..starts[i+1]-1; item 0 stands for nothing and has none [n + 2]
 * @param successors ascending within an item [e]
 * @param counts how often [e]
 */
record TransitionGraph(int[] starts, int[] successors, int[] counts) {

    /**
     * @param items how many there are; their ids begin at 1
     * @param sequences oldest first
     */
    static TransitionGraph of(int items, Stream<int[]> sequences) {
        long[] transitions =
                sequences.flatMapToLong(TransitionGraph::transitions).sorted().toArray();
        int[] starts = new int[items + 2];
        int[] successors = new int[transitions.length];
        int[] counts = new int[transitions.length];
        int edges = 0;
        for (int i = 0; i < transitions.length; i++) {
            if (i == 0 || transitions[i] != transitions[i - 1]) {
                successors[edges++] = (int) transitions[i];
                starts[(int) (transitions[i] >>> 32) + 1]++;
            }
            counts[edges - 1]++;
        }
        Arrays.parallelPrefix(starts, Integer::sum);
        return new TransitionGraph(starts, Arrays.copyOf(successors, edges), Arrays.copyOf(counts, edges));
    }

    /** The item in the upper half, its successor in the lower. */
    private static LongStream transitions(int[] items) {
        return LongStream.range(1, items.length).map(i -> (long) items[(int) i - 1] << 32 | items[(int) i]);
    }

    /** P: every item's successors with weights that add up to 1; a row of zeros for an item without any. */
    SparseMatrix matrix(EdgeWeights weights) {
        float[] values = new float[successors.length];
        for (int item = 0; item + 1 < starts.length; item++) {
            int sum = 0;
            for (int e = starts[item]; e < starts[item + 1]; e++) {
                sum += weights.of(counts[e]);
            }
            for (int e = starts[item]; e < starts[item + 1]; e++) {
                values[e] = weights.of(counts[e]) / (float) sum;
            }
        }
        return new SparseMatrix(starts, successors, values);
    }
}
