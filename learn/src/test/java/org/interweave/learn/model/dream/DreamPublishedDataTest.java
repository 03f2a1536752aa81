package org.interweave.learn.model.dream;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.interweave.core.batch.Targets;
import org.interweave.core.sample.Seeds;
import org.interweave.core.split.TrainingData;
import org.interweave.learn.model.Loss;
import org.interweave.learn.model.PublishedData;
import org.interweave.learn.nn.Dropout;
import org.interweave.learn.torch.Libtorch;
import org.interweave.learn.torch.Precision;
import org.interweave.learn.torch.Step;
import org.junit.jupiter.api.Test;

/** Counts and first losses that an independent check of the reconstruction found on the paper's data. */
class DreamPublishedDataTest {
    @Test
    void foodKitchenHasTheseTargetsAndPartners() throws IOException {
        assertTargets(PublishedData.FOOD_KITCHEN, List.of(75_087, 77_029, 71_263, 73_709), 6_757);
    }

    @Test
    void beautyElectronicsHasTheseTargetsAndPartners() throws IOException {
        assertTargets(PublishedData.BEAUTY_ELECTRONICS, List.of(44_540, 56_167, 41_894, 54_339), 3_976);
    }

    private static void assertTargets(PublishedData published, List<Integer> targets, int withPartner)
            throws IOException {
        TrainingData data = published.training();
        Dream.Config config = Dream.Config.DEFAULT;
        DreamBatch batch = new DreamCollator(data, new Seeds(1), config).collate(data.users(), 1);
        Targets mixed = batch.next().mixed();
        assertEquals(
                targets,
                List.of(
                        mixed.in(published.catalog().domain(0)).rows().length,
                        mixed.in(published.catalog().domain(1)).rows().length,
                        batch.next().domains().get(0).rows().length,
                        batch.next().domains().get(1).rows().length));
        Partners partners = new Partners(data);
        assertEquals(
                withPartner,
                Arrays.stream(data.users())
                        .filter(user -> {
                            int[] items = data.items().apply(user);
                            return !partners.of(user, items[items.length - 1]).isEmpty();
                        })
                        .count());
    }

    @Test
    void anUntrainedModelKnowsAsMuchAsChance() throws IOException {
        TrainingData data = PublishedData.FOOD_KITCHEN.training();
        Libtorch.precision(Precision.HIGHEST);
        Dream model = new Dream(Dream.Config.DEFAULT, data.catalog(), data.window(), 1);
        int[] users = Arrays.copyOf(data.users(), 64);
        DreamBatch batch = new DreamCollator(data, new Seeds(1), Dream.Config.DEFAULT).collate(users, 1);
        Loss loss = Step.infer(() ->
                model.recommendation(batch.next(), model.states(batch.next().sequences(), Dropout.seeded(0.5, 1))));
        for (double part : loss.parts()) {
            assertEquals(4.93, part, 0.1); // ln 129 plus half the variance of the scores
        }
        assertEquals(19.8, loss.value(), 0.2);
    }
}
