package org.interweave.learn.model;

import org.bytedeco.pytorch.Tensor;
import org.interweave.core.metric.Rank;
import org.interweave.core.metric.RankCounter;
import org.interweave.learn.nn.Items;
import org.interweave.learn.torch.Torch;

/** Ranks a batch of users' targets among many items, a block of items at a time. Inside a step. */
final class BlockedRanking {
    private final Tensor queries;
    private final Items catalogue;
    private final int users;
    private final int items;
    private final int itemsPerBlock;
    private final float[] scores;
    private int held = -1; // whose scores these are

    /** @shape queries [U, d], catalogue [items, d] */
    BlockedRanking(Tensor queries, Items catalogue, int itemsPerBlock) {
        this.queries = queries;
        this.catalogue = catalogue;
        this.users = (int) queries.size(0);
        this.items = (int) catalogue.vectors().size(0);
        this.itemsPerBlock = Math.min(items, itemsPerBlock);
        this.scores = new float[users * this.itemsPerBlock];
    }

    /** @param targets, leftOut rows of the catalogue */
    Rank[] of(int[] targets, int[][] leftOut) {
        int blocks = (items + itemsPerBlock - 1) / itemsPerBlock;
        // From the very products that are counted afterwards: computed in another way it could differ in the last bit
        // and not equal itself.
        float[] own = new float[users];
        for (int block = 0; block < blocks; block++) {
            readOwn(block, targets, own);
        }
        RankCounter[] counters = new RankCounter[users];
        for (int u = 0; u < users; u++) {
            counters[u] = new RankCounter(own[u], leftOut[u]);
        }
        for (int block = blocks - 1; block >= 0; block--) { // backwards, as the last one is still there
            hold(block);
            for (int u = 0; u < users; u++) {
                counters[u].add(scores, u * size(block), size(block), block * itemsPerBlock);
            }
        }
        Rank[] ranks = new Rank[users];
        for (int u = 0; u < users; u++) {
            ranks[u] = counters[u].rank();
        }
        return ranks;
    }

    private void readOwn(int block, int[] targets, float[] own) {
        for (int u = 0; u < users; u++) {
            if (targets[u] / itemsPerBlock == block) {
                hold(block);
                own[u] = scores[u * size(block) + targets[u] % itemsPerBlock];
            }
        }
    }

    private void hold(int block) {
        if (block != held) {
            Torch.read(scores(queries, catalogue, (long) block * itemsPerBlock, size(block)), scores, 0);
            held = block;
        }
    }

    /** The scores of every query with some of the items. @shape → [U, count] */
    static Tensor scores(Tensor queries, Items items, long first, long count) {
        Tensor dots = Torch.scores(queries, Torch.span(items.vectors(), first, count));
        return items.bias()
                .map(bias -> dots.add_(Torch.span(bias, first, count)))
                .orElse(dots);
    }

    private int size(int block) {
        return Math.min(itemsPerBlock, items - block * itemsPerBlock);
    }
}
