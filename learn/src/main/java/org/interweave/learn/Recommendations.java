package org.interweave.learn;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.interweave.core.baseline.Popularity;
import org.interweave.core.data.Catalog;
import org.interweave.core.data.DataException;
import org.interweave.core.data.Dataset;
import org.interweave.core.data.Domain;
import org.interweave.core.metric.Scorer;
import org.interweave.core.split.LeaveOneOut;
import org.interweave.learn.torch.Libtorch;
import org.interweave.learn.train.TrainedRun;

/**
 * A trained run that answers with raw item ids.
 *
 * <pre>{@code
 * List<Recommendation> top = Recommendations.open(Path.of("runs/first"))
 *         .forHistory(List.of("food-3", "kitchen-5")).in("kitchen").top(10);
 * }</pre>
 *
 * <p>Open it once and keep it: opening reads the weights. It may be used by several threads at once.
 */
public final class Recommendations {
    private final Dataset dataset;
    private final Catalog catalog;
    private final Scorer model;
    private final Popularity popularity;

    private Recommendations(TrainedRun run) {
        this.dataset = run.dataset();
        this.catalog = dataset.catalog();
        this.model = run.scorer();
        LeaveOneOut split = new LeaveOneOut(dataset.sequences(), dataset.inputWindow());
        this.popularity = new Popularity(catalog, split, dataset.sequences().users());
    }

    /**
     * Opens a run directory and checks it; {@link DataException} says what is wrong with it. From then on libtorch uses one thread per request: requests are small, and
     * several at a time use the cores better than one that is split.
     */
    public static Recommendations open(Path run) throws IOException {
        TrainedRun opened = TrainedRun.open(run);
        Libtorch.threads(1);
        return new Recommendations(opened);
    }

    /** The names of the domains that the model recommends items of, in catalogue order. */
    public List<String> domains() {
        return IntStream.range(0, catalog.domainCount())
                .filter(model::ranks)
                .mapToObj(k -> catalog.domain(k).name())
                .toList();
    }

    /** For someone with this history: raw ids, oldest first, any mix of domains. Ids that the model does not know are skipped and counted. */
    public Request forHistory(List<String> rawItems) {
        int[] known = rawItems.stream()
                .mapToInt(dataset::item)
                .filter(item -> item > 0)
                .toArray();
        return new Request(known, rawItems.size() - known.length);
    }

    /** For a user of the dataset, with all that is known of them. */
    public Request forUser(String rawUser) {
        return new Request(dataset.sequences().items(user(rawUser)), 0);
    }

    /** The raw ids of a user's interactions, oldest first. */
    public List<String> historyOf(String rawUser) {
        return Arrays.stream(dataset.sequences().items(user(rawUser)))
                .mapToObj(dataset::itemId)
                .toList();
    }

    private int user(String rawUser) {
        int user = dataset.user(rawUser);
        if (user < 0) {
            throw new DataException("user '" + rawUser + "' is not in the dataset (it holds "
                    + dataset.sequences().users() + " users, such as '" + dataset.userId(0)
                    + "'). Try: the user's history instead; users whom the filters dropped have none here");
        }
        return user;
    }

    /** One question; it holds no state beyond its own settings. */
    public final class Request {
        private final int[] history;
        private final int unknown;
        private final boolean seenToo;
        private final int domain;

        private Request(int[] history, int unknown) {
            this(history, unknown, false, catalog.indexOf(domains().get(0)));
        }

        private Request(int[] history, int unknown, boolean seenToo, int domain) {
            this.history = history;
            this.unknown = unknown;
            this.seenToo = seenToo;
            this.domain = domain;
        }

        /** Asks for items of this domain; without it, of the first that the model recommends items of. */
        public Request in(String domainName) {
            int asked = catalog.indexOf(domainName);
            if (!model.ranks(asked)) {
                throw new IllegalArgumentException("this model recommends items of " + String.join(", ", domains())
                        + " only. Try: one trained with --target " + domainName);
            }
            return new Request(history, unknown, seenToo, asked);
        }

        /** Lets items of the history be recommended again. */
        public Request includeSeen() {
            return new Request(history, unknown, true, domain);
        }

        /** How many items of the history were unknown and skipped. */
        public int unknownItems() {
            return unknown;
        }

        /** Whether nothing of the history is known, so that the answer is the domain's most popular items. */
        public boolean fromPopularity() {
            return history.length == 0;
        }

        /** The k best items, best first; fewer if the domain has fewer. Equal scores are in the order of the catalogue. */
        public List<Recommendation> top(int k) {
            if (k < 1) {
                throw new IllegalArgumentException("k (" + k + ") must be at least 1");
            }
            float[] scores = scores();
            Domain items = catalog.domain(domain);
            boolean[] left = new boolean[items.size()];
            for (int item : history) {
                if (!seenToo && catalog.domainOf(item) == domain) {
                    left[item - items.firstItem()] = true;
                }
            }
            return Arrays.stream(TopScores.of(scores, left, k))
                    .mapToObj(i -> new Recommendation(dataset.itemId(items.firstItem() + i), scores[i]))
                    .toList();
        }

        private float[] scores() {
            Scorer scorer = fromPopularity() ? popularity : model;
            return scorer.scores(domain, List.of(history))[0];
        }
    }
}
