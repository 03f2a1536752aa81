package org.interweave.core.batch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.interweave.core.GeneratedData;
import org.interweave.core.data.Catalog;
import org.junit.jupiter.api.Test;

class SequenceBatchTest {
    private static final Catalog CATALOG = GeneratedData.catalog(3, 3); // items 1..3 and 4..6

    /** The picture of the paper's Fig. 4: tokens of a domain keep the slots they have in the merged sequence. */
    @Test
    void domainTokensKeepTheirSlotsAndCountTheirOwnPositions() {
        SequenceBatch batch = SequenceBatch.of(CATALOG, 5, List.of(new int[] {1, 4, 2}, new int[] {5, 6}));
        assertArrayEquals(new int[] {1, 4, 2, 5, 6}, batch.items());
        assertArrayEquals(new int[] {2, 3, 4, 3, 4}, batch.mixed().layout().slots());
        assertArrayEquals(new int[] {3, 2, 1, 2, 1}, batch.mixed().positions());
        Branch first = batch.domains().get(0);
        assertArrayEquals(new int[] {0, 2}, first.rows());
        assertArrayEquals(new int[] {2, 4}, first.layout().slots());
        assertArrayEquals(new int[] {2, 1}, first.positions());
        assertArrayEquals(new int[] {0, 2, 2}, first.layout().starts());
        Branch second = batch.domains().get(1);
        assertArrayEquals(new int[] {1, 3, 4}, second.rows());
        assertArrayEquals(new int[] {1, 2, 1}, second.positions());
    }

    @Test
    void aHoleKeepsItsSlotAndIsVacantInEveryBranch() {
        SequenceBatch batch = SequenceBatch.withHoles(CATALOG, 6, List.of(new int[] {1, 0, 4, 0, 2}, new int[] {0, 6}));
        assertArrayEquals(new int[] {1, 4, 2, 6}, batch.items());
        assertArrayEquals(new int[] {1, 3, 5, 5}, batch.mixed().layout().slots());
        assertArrayEquals(new int[] {3, 2, 1, 1}, batch.mixed().positions());
        Branch first = batch.domains().get(0);
        assertArrayEquals(new int[] {1, 5}, first.layout().slots());
        assertArrayEquals(new int[] {2, 1}, first.positions());
        assertArrayEquals(new int[] {0, 2, 2}, first.layout().starts());
        assertThrows(
                IllegalArgumentException.class,
                () -> SequenceBatch.of(CATALOG, 6, List.of(new int[] {1, 0, 2})),
                "only where holes are expected");
    }

    @Test
    void aHistoryLongerThanTheWindowIsRefused() {
        IllegalArgumentException e = assertThrows(
                IllegalArgumentException.class, () -> SequenceBatch.of(CATALOG, 2, List.of(new int[] {1, 2, 3})));
        assertTrue(e.getMessage().contains("3 items") && e.getMessage().contains("window of 2"), e.getMessage());
    }

    @Test
    void latestIsTheNewestTokenOfEveryUserWhoHasOne() {
        SequenceBatch batch = SequenceBatch.of(CATALOG, 5, List.of(new int[] {1, 4, 2}, new int[] {5, 6}));
        Layout latest = batch.domains().get(0).layout().latest();
        assertArrayEquals(new int[] {0, 1, 1}, latest.starts());
        assertArrayEquals(new int[] {4}, latest.slots());
        assertArrayEquals(new int[] {1}, batch.domains().get(0).layout().rowsOf(latest));
        assertEquals(2, latest.users());
    }

    @Test
    void targetsOfADomainKeepWhatBelongsToThem() {
        int[] negatives = {2, 3, 5, 6, 1, 3};
        Targets all = new Targets(new int[] {0, 3, 4}, new int[] {1, 4, 2}, negatives, new float[] {.1f, .2f, .3f});
        Targets own = all.in(CATALOG.domain(0));
        assertArrayEquals(new int[] {0, 4}, own.rows());
        assertArrayEquals(new int[] {1, 2}, own.positives());
        assertArrayEquals(new int[] {2, 3, 1, 3}, own.negatives());
        assertArrayEquals(new float[] {.1f, .3f}, own.weights());
        assertEquals(0, own.in(CATALOG.domain(1)).rows().length);
    }

    @Test
    void slotsMustAscendWithinAUser() {
        assertThrows(IllegalArgumentException.class, () -> new Layout(4, new int[] {0, 2}, new int[] {2, 1}));
        assertThrows(IllegalArgumentException.class, () -> new Layout(4, new int[] {0, 1}, new int[] {4}));
    }
}
