package org.interweave.learn.model.merit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.interweave.core.batch.MixedLoss;
import org.interweave.core.data.Catalog;
import org.interweave.core.data.Domain;
import org.interweave.learn.model.Toy;
import org.interweave.learn.nn.LossKernel;
import org.interweave.learn.nn.VacantSlots;
import org.interweave.learn.torch.Precision;
import org.interweave.learn.torch.Step;
import org.interweave.learn.torch.Torch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class MeritTest {
    @BeforeAll
    static void fullPrecision() {
        Torch.precision(Precision.HIGHEST);
    }

    private static Merit.Config config(int width, int heads, double dropout, int negatives, MeritVariant variant) {
        return new Merit.Config(
                width,
                heads,
                0,
                dropout,
                0.75,
                negatives,
                variant,
                MixedLoss.PER_TOKEN,
                VacantSlots.VISIBLE,
                LossKernel.AUTO);
    }

    /** Counted in the authors' release on Food-Kitchen. */
    @Test
    void parameterCountIsTheReleases() {
        Catalog catalog = new Catalog(List.of(new Domain("food", 1, 11_837), new Domain("kitchen", 11_838, 28_095)));
        assertEquals(
                16_631_296,
                new Merit(Merit.Config.PAPER, catalog, 47, 0).parameters().count());
    }

    @Test
    void everyAblationGivesAnotherLoss() {
        Toy toy = new Toy(2, 5);
        Map<Double, MeritVariant> losses = new HashMap<>();
        for (MeritVariant variant : MeritVariant.values()) {
            Merit model = new Merit(config(16, 2, 0, 4, variant), toy.catalog(), Toy.WINDOW, 3);
            model.parameters()
                    .named()
                    .forEach((name, p) -> Toy.refill(name, p)); // the same weights under the same names
            double loss = Step.compute(() -> {
                var result = model.loss(toy.batch(8, 1), 0);
                result.backward();
                double gradient = Torch.sum(
                        model.parameters().gradients().get("position_embedding").abs());
                return result.value() + 1e-3 * gradient; // RL1 differs in its gradient alone
            });
            MeritVariant other = losses.put(loss, variant);
            assertTrue(other == null, variant + " and " + other + " are the same model");
        }
        assertEquals(10, losses.size());
    }

    @Test
    void impossibleSettingsNameTheValueAndWhatIsExpected() {
        assertMessage("heads (3) must divide width (256)", () -> config(256, 3, 0.5, 1, MeritVariant.FULL));
        assertMessage("dropout (1.0)", () -> config(256, 2, 1, 1, MeritVariant.FULL));
        assertMessage("negatives (0)", () -> config(256, 2, 0.5, 0, MeritVariant.FULL));
        assertMessage("width (0)", () -> config(0, 2, 0.5, 1, MeritVariant.FULL));
    }

    private static void assertMessage(String part, Runnable body) {
        String message = assertThrows(IllegalArgumentException.class, body::run).getMessage();
        assertTrue(message.contains(part), message);
    }

    @Test
    void innerWidthIsTheReleases() {
        assertEquals(680, config(256, 2, 0.5, 1, MeritVariant.FULL).innerWidth());
        assertEquals(8, config(2, 2, 0.5, 1, MeritVariant.FULL).innerWidth());
    }
}
