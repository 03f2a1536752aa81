package org.interweave.learn.model.merit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.interweave.core.batch.MixedLoss;
import org.interweave.core.batch.NextItemBatch;
import org.interweave.core.batch.QueryBatch;
import org.interweave.core.data.Catalog;
import org.interweave.core.data.Domain;
import org.interweave.learn.model.Toy;
import org.interweave.learn.nn.Dropout;
import org.interweave.learn.nn.LossKernel;
import org.interweave.learn.nn.Packed;
import org.interweave.learn.nn.VacantSlots;
import org.interweave.learn.torch.Libtorch;
import org.interweave.learn.torch.Precision;
import org.interweave.learn.torch.Step;
import org.interweave.learn.torch.Torch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MeritTest {
    @BeforeAll
    static void fullPrecision() {
        Libtorch.precision(Precision.HIGHEST);
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
                NextItemBatch batch = toy.batch(8, 1);
                var result = model.loss(batch, model.states(batch.sequences(), Dropout.off()));
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

    /** Scoring computes only what it reads; that must be what the whole model computes. */
    @ParameterizedTest
    @EnumSource
    void queriesAreTheStatesAtTheLatestTokens(MeritVariant variant) {
        for (int domains = 2; domains <= 4; domains++) {
            Toy toy = new Toy(domains, 5);
            Merit model = new Merit(config(16, 2, 0.5, 4, variant), toy.catalog(), Toy.WINDOW, 3);
            model.parameters().named().forEach(Toy::refill);
            List<int[]> histories = new ArrayList<>(toy.histories(12));
            histories.add(3, new int[] {1}); // knows one domain only
            histories.add(new int[] {toy.catalog().items()});
            QueryBatch batch = new QueryBatch(toy.catalog(), Toy.WINDOW, histories);
            for (int k = 0; k < domains; k++) {
                int domain = k;
                float[] asked = Step.infer(() -> Torch.array(model.queries(batch, domain)));
                float[] whole = Step.infer(() -> wholeStates(model, variant, batch, domain));
                assertArrayEquals(whole, asked, 2e-5f);
            }
        }
    }

    private static float[] wholeStates(Merit model, MeritVariant variant, QueryBatch batch, int domain) {
        Merit.States states = model.states(batch.sequences(), Dropout.off());
        float[] own = newest(states.finals().get(domain + 1), batch.users());
        float[] mixed = newest(states.finals().get(0), batch.users());
        for (int i = 0; i < own.length; i++) {
            own[i] += variant == MeritVariant.RL2 ? 0 : mixed[i];
        }
        return own;
    }

    private static float[] newest(Packed states, int users) {
        int d = (int) states.values().size(1);
        float[] values = Torch.array(states.values());
        float[] rows = new float[users * d];
        for (int u = 0; u < users; u++) {
            int[] starts = states.layout().starts();
            if (starts[u + 1] > starts[u]) {
                System.arraycopy(values, (starts[u + 1] - 1) * d, rows, u * d, d);
            }
        }
        return rows;
    }

    @ParameterizedTest
    @EnumSource
    void queriesAreTheSumOfTheSummands(MeritVariant variant) {
        Toy toy = new Toy(3, 6);
        Merit model = new Merit(config(16, 2, 0, 4, variant), toy.catalog(), Toy.WINDOW, 3);
        QueryBatch batch = new QueryBatch(toy.catalog(), Toy.WINDOW, toy.histories(9));
        for (int k = 0; k < 3; k++) {
            int domain = k;
            float[] query = Step.infer(() -> Torch.array(model.queries(batch, domain)));
            float[] sum = new float[query.length];
            for (int i = 0; i < model.summands().size(); i++) {
                int index = i;
                float[] summand = Step.infer(() -> Torch.array(model.only(index).queries(batch, domain)));
                for (int j = 0; j < sum.length; j++) {
                    sum[j] += summand[j];
                }
            }
            if (variant == MeritVariant.RL2) {
                assertEquals(List.of(), model.summands());
            } else {
                assertArrayEquals(query, sum, 1e-5f);
            }
        }
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
