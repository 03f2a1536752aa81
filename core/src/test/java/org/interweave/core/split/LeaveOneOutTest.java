package org.interweave.core.split;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.interweave.core.GeneratedData;
import org.junit.jupiter.api.Test;

class LeaveOneOutTest {
    private final GeneratedData data = GeneratedData.of(
            GeneratedData.catalog(5, 5),
            List.of(new int[] {1, 2, 3, 4, 5, 6}, new int[] {7}, new int[] {7, 8}, new int[] {7, 8, 9, 10}, new int[] {
                1, 2, 3
            }));
    private final LeaveOneOut split = new LeaveOneOut(data.sequences(), 3);

    @Test
    void theLastTwoAreHeldOut() {
        assertArrayEquals(new int[] {1, 2, 3, 4}, split.trainingItems(0));
        assertEquals(5, split.target(0, Split.VALIDATION));
        assertEquals(6, split.target(0, Split.TEST));
    }

    @Test
    void allBeforeTheTargetIsKnown() {
        assertArrayEquals(new int[] {1, 2, 3, 4}, split.known(0, Split.VALIDATION));
        assertArrayEquals(new int[] {1, 2, 3, 4, 5}, split.known(0, Split.TEST));
    }

    @Test
    void usersAreThoseWithEnoughToPredict() {
        assertArrayEquals(new int[] {0, 3}, split.trainingUsers());
        assertArrayEquals(new int[] {0, 3, 4}, split.users(Split.VALIDATION));
        assertArrayEquals(new int[] {0, 2, 3, 4}, split.users(Split.TEST));
        assertThrows(IllegalArgumentException.class, () -> split.target(1, Split.TEST));
        assertThrows(IllegalArgumentException.class, () -> split.known(2, Split.VALIDATION));
    }
}
