package org.interweave.learn.model.mgcl;

import java.util.Arrays;
import org.interweave.core.split.TrainingData;
import org.interweave.learn.torch.SparseMatrix;

/**
 * Who interacted with what in training, in any domain and however often: an edge between user u and item i has the weight 1 / sqrt(deg(u) deg(i)).
 *
 * @param toUsers what users receive from items [N, V + 1]
 * @param toItems what items receive from users; item 0 stands for nothing and has no edge [V + 1, N]
 */
record InteractionGraph(SparseMatrix toUsers, SparseMatrix toItems) {

    /** Users are numbered as the data lists them. */
    static InteractionGraph of(TrainingData data) {
        int users = data.users().length;
        int[] starts = new int[users + 1];
        int[][] items = new int[users][];
        int[] itemStarts = new int[data.catalog().items() + 2];
        for (int u = 0; u < users; u++) {
            items[u] = Arrays.stream(data.items().apply(data.users()[u]))
                    .sorted()
                    .distinct()
                    .toArray();
            starts[u + 1] = starts[u] + items[u].length;
            for (int item : items[u]) {
                itemStarts[item + 1]++;
            }
        }
        Arrays.parallelPrefix(itemStarts, Integer::sum);
        int[] next = itemStarts.clone();
        int[] usersOfItems = new int[starts[users]];
        float[] toItems = new float[usersOfItems.length];
        float[] toUsers = new float[usersOfItems.length];
        for (int u = 0, e = 0; u < users; u++) {
            for (int item : items[u]) {
                long degrees = (long) items[u].length * (itemStarts[item + 1] - itemStarts[item]);
                toUsers[e] = (float) (1 / Math.sqrt(degrees));
                usersOfItems[next[item]] = u;
                toItems[next[item]++] = toUsers[e++];
            }
        }
        int[] itemsOfUsers = Arrays.stream(items).flatMapToInt(Arrays::stream).toArray();
        return new InteractionGraph(
                new SparseMatrix(starts, itemsOfUsers, toUsers), new SparseMatrix(itemStarts, usersOfItems, toItems));
    }
}
