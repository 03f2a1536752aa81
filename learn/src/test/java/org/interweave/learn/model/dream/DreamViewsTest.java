package org.interweave.learn.model.dream;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.interweave.core.batch.Layout;
import org.interweave.core.sample.Seeds;
import org.interweave.core.split.TrainingData;
import org.interweave.learn.model.Toy;
import org.interweave.learn.torch.Libtorch;
import org.interweave.learn.torch.Precision;
import org.interweave.learn.torch.Step;
import org.interweave.learn.torch.Torch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the contrastive loss looks at, and the loss. */
class DreamViewsTest {
    @BeforeAll
    static void fullPrecision() {
        Libtorch.precision(Precision.HIGHEST);
    }

    @Test
    void augmentationsChangeAsManyItemsAsTheirSharesSay() {
        SplittableRandom random = new SplittableRandom(1);
        for (int length = 1; length <= 47; length++) {
            int[] items = IntStream.rangeClosed(1, length).toArray();
            for (int repeat = 0; repeat < 20; repeat++) {
                int[] cropped = Augmentation.CROP.apply(items, 0.6, random);
                assertEquals(Math.max(1, (int) (0.6 * length)), cropped.length);
                assertArrayEquals(Arrays.copyOfRange(items, cropped[0] - 1, cropped[0] - 1 + cropped.length), cropped);
                int[] masked = Augmentation.MASK.apply(items, 0.3, random);
                int holes = (int) Arrays.stream(masked).filter(i -> i == 0).count();
                assertEquals((int) (0.3 * length), holes);
                assertEquals(length, masked[length - 1], "the last item is what the state is read at");
                int[] reordered = Augmentation.REORDER.apply(items, 0.6, random);
                assertArrayEquals(items, Arrays.stream(reordered).sorted().toArray());
                int[] moved = IntStream.range(0, length)
                        .filter(i -> reordered[i] != items[i])
                        .toArray();
                assertTrue(moved.length == 0 || moved[moved.length - 1] - moved[0] < (int) (0.6 * length));
            }
        }
        assertArrayEquals(
                new int[] {0, 5}, Augmentation.MASK.apply(new int[] {4, 5}, 1, random), "not even if all are");
    }

    @Test
    void everyOperatorIsDrawn() {
        SplittableRandom random = new SplittableRandom(2);
        Augmentation.Shares shares = new Augmentation.Shares(0.5, 0.25, 1);
        int[] items = {1, 2, 3, 4};
        Set<String> kinds = new HashSet<>();
        for (int i = 0; i < 60; i++) {
            int[] changed = Augmentation.any(items, shares, random);
            kinds.add(changed.length == 2 ? "crop" : Arrays.stream(changed).anyMatch(j -> j == 0) ? "mask" : "reorder");
        }
        assertEquals(Set.of("crop", "mask", "reorder"), kinds);
    }

    @Test
    void partnersAreOthersWhoCameToTheSameItem() {
        Toy toy = new Toy(2, 3);
        TrainingData data = toy.data();
        Partners partners = new Partners(data);
        SplittableRandom random = new SplittableRandom(3);
        for (int user = 0; user < 200; user++) {
            int[] items = data.items().apply(user);
            int label = items[items.length - 1];
            int[] partner = partners.draw(user, label, random).orElseThrow();
            int owner = user;
            assertTrue(Arrays.stream(data.users())
                    .filter(other -> other != owner)
                    .anyMatch(other -> leadsTo(data.items().apply(other), partner, label)));
        }
    }

    private static boolean leadsTo(int[] items, int[] partner, int label) {
        return IntStream.range(1, items.length)
                .filter(i -> items[i] == label)
                .mapToObj(i -> TrainingData.latest(Arrays.copyOf(items, i), Toy.WINDOW))
                .anyMatch(known -> Arrays.equals(known, partner));
    }

    @Test
    void everyPlaceOfOthersIsDrawnAndNoneOfTheUsersOwn() {
        Toy toy = new Toy(2, 3);
        List<int[]> items = List.of(new int[] {1, 9, 2, 9}, new int[] {3, 9, 4, 8}, new int[] {5, 6, 9, 7, 9});
        TrainingData data = new TrainingData(toy.catalog(), 3, new int[] {0, 1, 2}, items::get);
        Partners partners = new Partners(data);
        SplittableRandom random = new SplittableRandom(4);
        Set<List<Integer>> ofLast = new HashSet<>();
        Set<List<Integer>> ofMiddle = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            ofLast.add(list(partners.draw(2, 9, random).orElseThrow()));
            ofMiddle.add(list(partners.draw(1, 9, random).orElseThrow()));
        }
        assertEquals(Set.of(List.of(1), List.of(1, 9, 2), List.of(3)), ofLast);
        // Of the long history the window of 3 has forgotten the first item as an input's place, but not as what led on.
        assertEquals(Set.of(List.of(1), List.of(1, 9, 2), List.of(5, 6), List.of(6, 9, 7)), ofMiddle);
        assertTrue(partners.draw(1, 8, random).isEmpty(), "nobody else came to 8");
    }

    private static List<Integer> list(int[] items) {
        return Arrays.stream(items).boxed().toList();
    }

    @Test
    void aUsersViewsDependOnSeedEpochAndUserAlone() {
        Toy toy = new Toy(2, 3);
        Dream.Config config = DreamTest.config("contrastiveWeight=1");
        DreamCollator collator = new DreamCollator(toy.data(), toy.seeds(), config);
        DreamBatch.Views together =
                collator.collate(new int[] {5, 9, 7}, 2).views().orElseThrow();
        DreamBatch.Views alone = collator.collate(new int[] {7}, 2).views().orElseThrow();
        assertArrayEquals(sequence(alone, 0), sequence(together, 2));
        assertArrayEquals(sequence(alone, 1), sequence(together, 5));
        assertEquals(alone.labels()[0], together.labels()[2]);
        Set<List<Integer>> drawn = new HashSet<>();
        for (int epoch = 0; epoch < 9; epoch++) {
            drawn.add(
                    list(sequence(collator.collate(new int[] {7}, epoch).views().orElseThrow(), 1)));
        }
        assertNotEquals(1, drawn.size(), "every epoch draws anew");
        assertFalse(new DreamCollator(toy.data(), new Seeds(1), DreamTest.config("contrastiveWeight=0"))
                .collate(new int[] {7}, 2)
                .views()
                .isPresent());
    }

    private static int[] sequence(DreamBatch.Views views, int place) {
        Layout layout = views.sequences().mixed().layout();
        return Arrays.copyOfRange(views.sequences().items(), layout.starts()[place], layout.starts()[place + 1]);
    }

    /** Worked out by hand: two pairs of equal vectors. */
    @Test
    void contrastiveLossIsTheDefinitions() {
        float[] vectors = {2, 0, 0, 3, .5f, 0, 0, 1}; // lengths do not matter
        assertEquals(0.55144, contrast(vectors, 0, 1, 0, 1), 1e-5);
        assertEquals(0.55144, contrast(vectors, 7, 2, 7, 2), 1e-5);
        assertEquals(1.21811, contrast(vectors, 4, 4, 4, 4), 1e-5);
        assertEquals(0, contrast(vectors, 0, 1, 2, 3), 0);
        // The third and fourth have no like: the mean is over the first two.
        assertEquals(Math.log(1 + 2 / Math.E) + 1, contrast(new float[] {1, 0, 0, 1, 1, 0, 0, 1}, 0, 0, 1, 2), 1e-5);
    }

    private static double contrast(float[] vectors, int... labels) {
        return Step.compute(() -> Torch.sum(SupervisedContrast.loss(Torch.floats(vectors, 4, 2), labels, 1)));
    }
}
