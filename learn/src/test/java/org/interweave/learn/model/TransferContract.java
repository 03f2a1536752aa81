package org.interweave.learn.model;

import static org.interweave.learn.model.TransferModels.TOY;
import static org.interweave.learn.model.TransferModels.WIDTH;
import static org.interweave.learn.model.TransferModels.loss;
import static org.interweave.learn.model.TransferModels.queries;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.interweave.core.batch.SourceScope;
import org.interweave.core.data.Catalog;
import org.interweave.core.split.TrainingData;
import org.interweave.learn.nn.EncoderProfile;
import org.interweave.learn.torch.Libtorch;
import org.interweave.learn.torch.Precision;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What holds for every model that reads a user's source items at the items of one target domain, with SASRec's encoder. */
public interface TransferContract {
    /** Source and target items in turns. */
    int[] HISTORY = {3, 22, 25, 7, 8, 31, 2, 33};

    int[] SOURCE_PLACES = {1, 2, 5, 7};
    int[] TARGET_PLACES = {0, 3, 4, 6};
    /** For each target item how many source items come before the next one. */
    int[] SOURCES_BEFORE_NEXT = {2, 2, 3, 4};

    /** What a user calls the model. */
    String id();

    /** z of every target token. */
    float[][] states(Recommender model, Catalog catalog, int window, int[] history);

    private Recommender toy(String... settings) {
        return TransferModels.toy(id(), TOY, Toy.WINDOW, settings);
    }

    private float[][] states(Recommender model, int[] history) {
        return states(model, TOY, Toy.WINDOW, history);
    }

    static int[] changed(int[] history, int place, int item) {
        int[] changed = history.clone();
        changed[place] = item;
        return changed;
    }

    /** Changes one source item after the other. */
    default void assertSourceItemsReach(SourceScope scope, String... settings) {
        Recommender model = toy(settings);
        float[][] before = states(model, HISTORY);
        for (int k = 0; k < SOURCE_PLACES.length; k++) {
            float[][] after = states(model, changed(HISTORY, SOURCE_PLACES[k], 40));
            for (int i = 0; i < before.length; i++) {
                boolean reached = scope == SourceScope.STATIC || SOURCES_BEFORE_NEXT[i] > k;
                assertEquals(reached, !Arrays.equals(before[i], after[i]), scope + " token " + i + ", source " + k);
            }
        }
    }

    /** Changes one target item after the other. */
    default void assertLaterTargetItemsAreUnknown(String... settings) {
        Recommender model = toy(settings);
        float[][] before = states(model, HISTORY);
        for (int t = 0; t < TARGET_PLACES.length; t++) {
            float[][] after = states(model, changed(HISTORY, TARGET_PLACES[t], 19));
            for (int i = 0; i < TARGET_PLACES.length; i++) {
                assertEquals(i < t, Arrays.equals(before[i], after[i]), "token " + i + ", changed " + t);
            }
        }
    }

    static void assertRefused(String part, Runnable body) {
        String message = assertThrows(IllegalArgumentException.class, body::run).getMessage();
        assertTrue(message.contains(part), message);
    }

    @BeforeAll
    static void fullPrecision() {
        Libtorch.precision(Precision.HIGHEST);
        Libtorch.threads(1);
    }

    @ParameterizedTest
    @EnumSource
    default void aSourceItemReachesTheTargetTokensInScope(SourceScope scope) {
        assertSourceItemsReach(scope, "scope=" + scope);
    }

    /** The tables' first rows are the same for any window. */
    @Test
    default void howMuchOfTheWindowIsVacantDoesNotMatter() {
        float[][] narrow = states(TransferModels.toy(id(), TOY, 20), TOY, 20, HISTORY);
        float[][] wide = states(TransferModels.toy(id(), TOY, 47), TOY, 47, HISTORY);
        for (int i = 0; i < narrow.length; i++) {
            assertArrayEquals(narrow[i], wide[i], 1e-5f);
        }
    }

    @ParameterizedTest
    @CsvSource({"STATIC, CLASSIC", "CAUSAL, CLASSIC", "STATIC, HOUSE", "CAUSAL, HOUSE"})
    default void aQueryIsTheStateOfTheNewestTargetTokenAndZeroForWhoHasNone(SourceScope scope, EncoderProfile profile) {
        Recommender model = toy("scope=" + scope, "profile=" + profile);
        float[][] found = queries(model, HISTORY, new int[] {21, 22}, new int[] {4});
        assertArrayEquals(states(model, HISTORY)[3], found[0], 1e-5f);
        assertArrayEquals(new float[WIDTH], found[1]);
        assertArrayEquals(states(model, new int[] {4})[0], found[2], 1e-5f);
        assertTrue(model.ranks(0) && !model.ranks(1));
    }

    @Test
    default void theUsersOwnSourceItemsLearnAndNoOthers() {
        TrainingData data = new TrainingData(TOY, Toy.WINDOW, new int[] {0}, user -> new int[] {1, 25, 2, 26, 3});
        float[][] gradients = TransferModels.itemGradients(toy(), data);
        for (int item = 21; item <= 40; item++) {
            boolean own = item == 25 || item == 26;
            assertEquals(own, !Arrays.equals(gradients[item], new float[WIDTH]), "item " + item);
        }
        assertArrayEquals(new float[WIDTH], gradients[0]);
    }

    @Test
    default void dropoutDiffersFromPassToPassAndQueriesHaveNone() {
        TrainingData data = TransferModels.few();
        Recommender model = toy("dropout=0.5");
        assertNotEquals(loss(model, data, 1), loss(model, data, 2));
        assertEquals(loss(model, data, 1), loss(model, data, 1));
        assertArrayEquals(queries(toy(), new int[] {3, 22, 7})[0], queries(model, new int[] {3, 22, 7})[0]);
    }

    @Test
    default void aTargetIsNeeded() {
        assertRefused("target names none. Try: --target d0", () -> toy("target="));
    }
}
