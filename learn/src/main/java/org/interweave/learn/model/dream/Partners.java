package org.interweave.learn.model.dream;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.interweave.core.split.TrainingData;

/** Which users were led to an item, and by what: every place of the training sequences by the item that follows it. */
final class Partners {
    private final TrainingData data;
    private final int[] starts; // an item owns starts[item]..starts[item + 1] - 1 [V + 2]
    private final int[] users; // one user's places lie together
    private final int[] places;

    Partners(TrainingData data) {
        this.data = data;
        this.starts = new int[data.catalog().items() + 2];
        for (int user : data.users()) {
            int[] items = data.items().apply(user);
            for (int place = first(items); place + 1 < items.length; place++) {
                starts[items[place + 1] + 1]++;
            }
        }
        Arrays.parallelPrefix(starts, Integer::sum);
        int[] next = starts.clone();
        users = new int[starts[starts.length - 1]];
        places = new int[users.length];
        for (int user : data.users()) {
            int[] items = data.items().apply(user);
            for (int place = first(items); place + 1 < items.length; place++) {
                int at = next[items[place + 1]]++;
                users[at] = user;
                places[at] = place;
            }
        }
    }

    /** The first place that a training input of the window still holds. */
    private int first(int[] items) {
        return Math.max(0, items.length - 1 - data.window());
    }

    /** What another user's sequence held right before it came to the item, one such place drawn by chance; nothing if no other user came to it. */
    Optional<int[]> draw(int user, int item, SplittableRandom random) {
        int own = 0;
        int firstOwn = starts[item + 1];
        for (int i = starts[item]; i < starts[item + 1]; i++) {
            if (users[i] == user) {
                firstOwn = Math.min(firstOwn, i);
                own++;
            }
        }
        int others = starts[item + 1] - starts[item] - own;
        if (others == 0) {
            return Optional.empty();
        }
        int drawn = starts[item] + random.nextInt(others);
        return Optional.of(before(drawn < firstOwn ? drawn : drawn + own));
    }

    /** All that {@link #draw} may answer. */
    List<int[]> of(int user, int item) {
        List<int[]> all = new ArrayList<>();
        for (int i = starts[item]; i < starts[item + 1]; i++) {
            if (users[i] != user) {
                all.add(before(i));
            }
        }
        return all;
    }

    private int[] before(int i) {
        int[] items = data.items().apply(users[i]);
        return TrainingData.latest(Arrays.copyOf(items, places[i] + 1), data.window());
    }
}
