package org.interweave.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.interweave.core.batch.Layout;
import org.interweave.core.batch.NextItemBatch;
import org.interweave.core.batch.SequenceBatch;
import org.interweave.core.batch.Targets;
import org.interweave.core.data.Catalog;
import org.interweave.core.data.Domain;
import org.interweave.learn.model.merit.Merit;
import org.junit.jupiter.api.Test;

class UsefulWorkTest {
    private static final Catalog CATALOG = new Catalog(List.of(new Domain("a", 1, 10), new Domain("b", 11, 20)));

    @Test
    void aQuerySeesItsOwnUsersKeysUpToItsSlot() {
        Layout queries = new Layout(5, new int[] {0, 2, 3}, new int[] {1, 4, 4});
        Layout keys = new Layout(5, new int[] {0, 3, 4}, new int[] {0, 2, 4, 4});
        assertEquals((1 + 3) + 1, UsefulWork.visiblePairs(queries, keys));
    }

    /** Two tokens of one user, one of each domain; every product written out. */
    @Test
    void everyProductOfASmallBatchIsCountedOnce() {
        SequenceBatch sequences = SequenceBatch.of(CATALOG, 5, List.of(new int[] {3, 12}));
        Targets mixed = new Targets(new int[] {0}, new int[] {12}, new int[] {4, 5, 13, 14}, new float[] {1});
        Targets none = new Targets(new int[0], new int[0], new int[0], new float[0]);
        double d = 256;
        double f = 680;
        double selfAttention = 4 * (4 * 2 * d * d) + (3 + 1 + 1) * 4 * d; // 2 + 1 + 1 tokens; 3 + 1 + 1 pairs
        double experts = 4 * 5 * 3 * 2 * d * f;
        double gates = 4 * 3 * 2 * 2 * d;
        double queriesAndOutputs = 4 * 2 * 2 * d * d;
        double keyProjections = (2 + (2 + 1) + (2 + 1)) * 2 * 2 * d * d;
        // M sees M's slots: 3 pairs. a in slot 3 sees M's slot 3 and nothing of b; b in slot 4 sees both of M and a.
        double pairs = (3 + 1 + (2 + 1)) * 4 * d;
        double candidates = 5 * 2 * d;
        double forward = selfAttention + experts + gates + queriesAndOutputs + keyProjections + pairs + candidates;
        NextItemBatch batch = new NextItemBatch(sequences, mixed, List.of(none, none));
        assertEquals(3 * forward / 1e9, new UsefulWork(Merit.Config.PAPER).gigaflop(batch), 1e-12);
    }
}
