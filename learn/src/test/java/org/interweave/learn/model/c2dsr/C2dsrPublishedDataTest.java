package org.interweave.learn.model.c2dsr;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.interweave.core.sample.Seeds;
import org.interweave.core.split.TrainingData;
import org.interweave.learn.model.Loss;
import org.interweave.learn.model.PublishedData;
import org.interweave.learn.nn.Dropout;
import org.interweave.learn.torch.Libtorch;
import org.interweave.learn.torch.Precision;
import org.interweave.learn.torch.Step;
import org.interweave.learn.torch.Torch;
import org.junit.jupiter.api.Test;

/** What an independent check found of the untrained model on the paper's data. */
class C2dsrPublishedDataTest {
    @Test
    void anUntrainedModelKnowsAsMuchAsChance() throws IOException {
        TrainingData data = PublishedData.FOOD_KITCHEN.training();
        Libtorch.precision(Precision.HIGHEST);
        C2dsr model = new C2dsr(C2dsr.Config.DEFAULT, data, 1);
        int[] users = Arrays.copyOf(data.users(), 48);
        C2dsrBatch batch = new C2dsrCollator(data, new Seeds(1), C2dsr.Config.DEFAULT).collate(users, 1);
        assertEquals(0.44, deviation(Step.infer(() -> Torch.array(model.table(0)))), 0.01);
        Loss loss = Step.infer(() -> {
            C2dsr.States states = model.states(batch, Dropout.seeded(0.5, 1));
            float[] merged = Torch.array(states.merged().values());
            assertEquals(1, deviation(merged), 0.01); // so the norm of a state is sqrt(256)
            return model.loss(batch, states);
        });
        // The logarithm of the number of classes plus half the variance of the scores.
        List<Double> expected = List.of(9.40, 9.45, 9.75, 9.82, 1.4, 1.4);
        for (int i = 0; i < expected.size(); i++) {
            assertEquals(expected.get(i), loss.parts().get(i), 0.06, "part " + i);
        }
    }

    private static double deviation(float[] values) {
        double squares = 0;
        for (float value : values) {
            squares += (double) value * value;
        }
        return Math.sqrt(squares / values.length);
    }
}
