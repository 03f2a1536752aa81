package org.interweave.core.batch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import org.interweave.core.PublishedData;
import org.interweave.core.batch.NextItemTask.MixedNegatives;
import org.interweave.core.sample.Seeds;
import org.interweave.core.split.TrainingData;
import org.junit.jupiter.api.Test;

/** What there is to learn in the paper's own data, for all domains together and for each alone. */
class PublishedTargetsTest {
    @Test
    void foodKitchenHasTheCountedTargets() throws IOException {
        TrainingData data = PublishedData.foodKitchen();
        assertEquals(7_144, data.users().length);
        assertEquals(75_087, targets(data, 0));
        assertEquals(77_029, targets(data, 1));
        assertEquals(71_263, targets(data.only(0), 0));
        assertEquals(73_709, targets(data.only(1), 0));
    }

    @Test
    void beautyElectronicsHasTheCountedTargets() throws IOException {
        TrainingData data = PublishedData.beautyElectronics();
        assertEquals(4_474, data.users().length);
        assertEquals(44_540, targets(data, 0));
        assertEquals(56_167, targets(data, 1));
        assertEquals(41_894, targets(data.only(0), 0));
        assertEquals(54_339, targets(data.only(1), 0));
    }

    /** A sequence of training fits where a query and its MASK do: whatever the user has can be hidden. */
    @Test
    void clozeTasksCutNoSequence() throws IOException {
        assertClozes(PublishedData.foodKitchen(), 78_407, 80_853, 22.29);
        assertClozes(PublishedData.beautyElectronics(), 46_368, 58_813, 23.51);
    }

    private static void assertClozes(TrainingData data, long first, long second, double meanLength) {
        assertEquals(first, hidden(data, 0));
        assertEquals(second, hidden(data, 1));
        assertEquals(first, hidden(data.only(0), 0));
        assertEquals(second, hidden(data.only(1), 0));
        assertEquals(meanLength, (first + second) / (double) data.users().length, 0.005);
    }

    private static long hidden(TrainingData data, int domain) {
        ClozeCollator collator = new ClozeCollator(data, new Seeds(1), new ClozeTask(1, 1, 0));
        return PublishedData.sum(data, users -> collator.collate(users, 0)
                .targets()
                .in(data.catalog().domain(domain))
                .positives()
                .length);
    }

    private static long targets(TrainingData data, int domain) {
        NextItemTask task = new NextItemTask(1, MixedNegatives.EVERY_DOMAIN, MixedLoss.PER_DOMAIN, false);
        NextItemCollator collator = new NextItemCollator(data, new Seeds(1), task);
        return PublishedData.sum(data, users -> collator.collate(users, 0)
                .mixed()
                .in(data.catalog().domain(domain))
                .positives()
                .length);
    }
}
