package org.interweave.core.batch;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.interweave.core.data.Catalog;
import org.interweave.core.data.Domain;
import org.interweave.core.split.TrainingData;

/**
 * What a model that transfers into one target domain reads of its users: their target items in one pack, their source items, those of all other domains, in another.
 * Each pack has slots and positions of its own; how the two interleave is told by counts, never by times, which are often equal.
 *
 * @param target only its merged branch is meant
 * @param source the same users; only its merged branch is meant
 * @param sourcesBefore C: how many of the user's source tokens stand before each target token, ascending within a user [P_t]
 */
public record PairedSequences(SequenceBatch target, SequenceBatch source, int[] sourcesBefore) {
    private static final int NONE = -1;

    public PairedSequences {
        int tokens = target.mixed().layout().tokens();
        int users = target.mixed().layout().users();
        int sourceUsers = source.mixed().layout().users();
        if (sourcesBefore.length != tokens || users != sourceUsers) {
            throw new IllegalArgumentException(tokens + " target tokens of " + users + " users do not fit "
                    + sourcesBefore.length + " counts and the source tokens of " + sourceUsers + " users");
        }
    }

    /** Splits histories, oldest first, of any length: of the target items and of the source items the latest are kept, as many as fit the window. */
    public static PairedSequences of(Catalog catalog, int target, int window, List<int[]> histories) {
        Domain domain = catalog.domain(target);
        List<int[]> targets = new ArrayList<>();
        List<int[]> sources = new ArrayList<>();
        List<int[]> counts = new ArrayList<>();
        for (int[] history : histories) {
            int[] own = Arrays.stream(history).filter(domain::owns).toArray();
            int[] others =
                    Arrays.stream(history).filter(item -> !domain.owns(item)).toArray();
            targets.add(TrainingData.latest(own, window));
            sources.add(TrainingData.latest(others, window));
            int dropped = Math.max(0, others.length - window);
            counts.add(TrainingData.latest(sourcesBefore(domain, history, own.length, dropped), window));
        }
        return new PairedSequences(
                SequenceBatch.of(catalog, window, targets),
                SequenceBatch.of(catalog, window, sources),
                counts.stream().flatMapToInt(Arrays::stream).toArray());
    }

    /** Per target item of the history, of the source items that are not dropped. */
    private static int[] sourcesBefore(Domain target, int[] history, int targets, int dropped) {
        int[] counts = new int[targets];
        int i = 0;
        int seen = 0;
        for (int item : history) {
            if (target.owns(item)) {
                counts[i++] = Math.max(0, seen - dropped);
            } else {
                seen++;
            }
        }
        return counts;
    }

    /** D: how many of the user's source tokens stand before the next target item, which is what the token is to predict; all of them at the user's newest. [P_t] */
    public int[] sourcesBeforeNext() {
        int[] counts = sources();
        for (int u = 0; u < targetLayout().users(); u++) {
            int first = targetLayout().starts()[u];
            int last = targetLayout().starts()[u + 1] - 1;
            if (last > first) {
                System.arraycopy(sourcesBefore, first + 1, counts, first, last - first);
            }
        }
        return counts;
    }

    /** How many source tokens each target token's user has. [P_t] */
    public int[] sources() {
        int[] starts = targetLayout().starts();
        int[] counts = new int[sourcesBefore.length];
        for (int u = 0; u < targetLayout().users(); u++) {
            Arrays.fill(
                    counts,
                    starts[u],
                    starts[u + 1],
                    sourceLayout().starts()[u + 1] - sourceLayout().starts()[u]);
        }
        return counts;
    }

    /** Where the newest source token sits that each target token knows of; -1 where it knows of none. @param known as for {@link #newest} */
    public int[] lastSourceSlots(int[] known) {
        int[] sources = sources();
        int[] slots = new int[known.length];
        Arrays.setAll(slots, row -> known[row] == 0 ? -1 : sourceLayout().window() - sources[row] + known[row] - 1);
        return slots;
    }

    /**
     * The newest source token that each target token knows of.
     *
     * @param tokens those that are the newest for some target token
     * @param rows for each target token the row of its newest among them; their number where it knows of none [P_t]
     */
    public record Newest(Layout tokens, int[] rows) {}

    /** @param known how many of the user's source tokens each target token knows of, the oldest first; ascending within a user [P_t] */
    public Newest newest(int[] known) {
        Layout source = sourceLayout();
        int[] starts = new int[source.starts().length];
        int[] slots = new int[source.tokens()];
        int[] rows = new int[known.length];
        int tokens = 0;
        for (int u = 0; u < source.users(); u++) {
            int before = 0;
            for (int row = targetLayout().starts()[u]; row < targetLayout().starts()[u + 1]; row++) {
                if (known[row] > before) {
                    before = known[row];
                    slots[tokens++] = source.slots()[source.starts()[u] + before - 1];
                }
                rows[row] = before == 0 ? NONE : tokens - 1;
            }
            starts[u + 1] = tokens;
        }
        int none = tokens;
        return new Newest(
                new Layout(source.window(), starts, Arrays.copyOf(slots, tokens)),
                IntStream.of(rows).map(row -> row == NONE ? none : row).toArray());
    }

    private Layout targetLayout() {
        return target.mixed().layout();
    }

    private Layout sourceLayout() {
        return source.mixed().layout();
    }
}
