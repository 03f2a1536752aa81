package org.interweave.learn.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.interweave.core.batch.MixedLoss;
import org.interweave.core.batch.NextItemBatch;
import org.interweave.core.batch.NextItemCollator;
import org.interweave.core.batch.NextItemTask;
import org.interweave.core.data.Catalog;
import org.interweave.core.data.Domain;
import org.interweave.core.data.Sequences;
import org.interweave.core.sample.Seeds;
import org.interweave.core.split.LeaveOneOut;
import org.interweave.core.split.TrainingData;
import org.interweave.learn.torch.Parameters;
import org.interweave.learn.torch.Torch;

/**
 * A catalogue whose right answer is known: most often the next item is the one after, round the whole catalogue, domains in turn.
 *
 * <p>Some steps jump. Without them a user's items would lie side by side, and as negatives are never the user's own, nothing would tell the next item from the one
 * after it.
 */
public final class Toy {
    /** Longest input in tokens. */
    public static final int WINDOW = 9;
    /** Negatives per domain. */
    public static final int NEGATIVES = 8;

    private static final int ITEMS_PER_DOMAIN = 20;
    private static final int USERS = 4_000;

    private final Catalog catalog;
    private final TrainingData data;
    private final Seeds seeds;
    private final List<int[]> histories = new ArrayList<>();

    public Toy(int domains, long seed) {
        Random random = new Random(seed);
        List<Domain> list = new ArrayList<>();
        for (int k = 0; k < domains; k++) {
            list.add(new Domain("d" + k, 1 + k * ITEMS_PER_DOMAIN, (k + 1) * ITEMS_PER_DOMAIN));
        }
        catalog = new Catalog(list);
        int[] offsets = new int[USERS + 1];
        List<Integer> items = new ArrayList<>();
        for (int u = 0; u < USERS; u++) {
            int[] history = new int[5 + random.nextInt(WINDOW)];
            int place = 0;
            for (int i = 0; i < history.length; i++) {
                boolean jumps = i == 0 || random.nextInt(3) == 0;
                place = jumps ? random.nextInt(domains * ITEMS_PER_DOMAIN) : place + 1;
                history[i] = itemAt(place);
                items.add(history[i]);
            }
            histories.add(history);
            offsets[u + 1] = items.size();
        }
        int[] flat = items.stream().mapToInt(i -> i).toArray();
        LeaveOneOut split = new LeaveOneOut(new Sequences(flat, new long[flat.length], offsets), WINDOW);
        data = TrainingData.of(catalog, split);
        seeds = new Seeds(seed);
    }

    /** The item at a place of the round: domains in turn. */
    public int itemAt(int place) {
        int k = catalog.domainCount();
        int within = Math.floorMod(place, k * ITEMS_PER_DOMAIN);
        return 1 + within % k * ITEMS_PER_DOMAIN + within / k;
    }

    /** The item that follows. */
    public int successor(int item) {
        int k = catalog.domainOf(item);
        int place = (item - catalog.domain(k).firstItem()) * catalog.domainCount() + k;
        return itemAt(place + 1);
    }

    /** Whether the newest item of the next one's domain stands right before it in that domain, where a user who did not jump came from. */
    boolean domainTells(int[] history, int next) {
        Domain domain = catalog.domain(catalog.domainOf(next));
        int[] own = Arrays.stream(history).filter(domain::owns).toArray();
        int before = next == domain.firstItem() ? domain.lastItem() : next - 1;
        return own.length > 0 && own[own.length - 1] == before;
    }

    /** The item of a domain that scores highest of those that the user does not have: these are never negatives, so nothing is learned of them. */
    int best(int domain, float[] scores, int[] history, int next) {
        int first = catalog.domain(domain).firstItem();
        Set<Integer> had =
                Arrays.stream(history).filter(item -> item != next).boxed().collect(Collectors.toSet());
        return IntStream.range(0, scores.length)
                .mapToObj(i -> first + i)
                .filter(item -> !had.contains(item))
                .max(Comparator.comparingDouble(item -> scores[item - first]))
                .orElseThrow();
    }

    public Catalog catalog() {
        return catalog;
    }

    public TrainingData data() {
        return data;
    }

    public Seeds seeds() {
        return seeds;
    }

    /** Other users for every step until all have had their turn. */
    public int[] members(int users, int step) {
        return IntStream.range(0, users).map(i -> (step * users + i) % USERS).toArray();
    }

    /** The batch of a step as MERIT learns from it. */
    public NextItemBatch batch(int users, int step) {
        NextItemTask task =
                new NextItemTask(NEGATIVES, NextItemTask.MixedNegatives.EVERY_DOMAIN, MixedLoss.PER_TOKEN, true);
        return new NextItemCollator(data, seeds, task).collate(members(users, step), step);
    }

    /** Inputs of some users, at most the window. */
    public List<int[]> histories(int users) {
        return histories.subList(0, users).stream()
                .map(h -> Arrays.copyOfRange(h, Math.max(0, h.length - WINDOW), h.length))
                .toList();
    }

    /** Weights that depend on the name and shape alone. */
    public static void refill(String name, Tensor parameter) {
        Random random = new Random(name.hashCode());
        float[] values = new float[(int) parameter.numel()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian() * 0.3f;
        }
        Parameters.assign(parameter, Torch.floats(values, parameter.shape()));
    }
}
