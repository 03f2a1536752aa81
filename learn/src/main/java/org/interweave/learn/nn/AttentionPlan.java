package org.interweave.learn.nn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.interweave.core.batch.Layout;

/**
 * Who sees whom, worked out once per batch from layouts alone. A query sees a key iff same user and key slot <= the last slot it sees, which most often is its own.
 *
 * <p>Users are sorted by length and cut into a few groups; each group is padded to its own longest user, here and nowhere else. Every group has one key column
 * more than its longest user has keys. It stands for the vacant slots, or, where these are hidden, for the zero vector that a query without any key reads.
 */
public final class AttentionPlan {
    private static final int GROUPS = 4;
    private static final float NEVER = Float.NEGATIVE_INFINITY;

    private final List<Layout> keys;
    private final int[] keyRowOffsets;
    private final VacantSlots vacantSlots;
    private final int[] lastSlots;
    private final Layout queries;
    private final List<Group> groups = new ArrayList<>();
    private int[] queryRows = {};
    private int[] keyRows = {};
    private final int[] outputRows;

    /**
     * @param users how many
     * @param bias [users * queryColumns * keyColumns], added to the logits: 0, -inf, or the logarithm of the number of vacant slots
     */
    record Group(int users, int queryColumns, int keyColumns, float[] bias) {
        int queryCells() {
            return users * queryColumns;
        }

        int keyCells() {
            return users * keyColumns;
        }
    }

    private AttentionPlan(Layout queries, List<Layout> keys, VacantSlots vacantSlots, int[] lastSlots) {
        this.lastSlots = lastSlots;
        this.queries = queries;
        this.keys = keys;
        this.vacantSlots = vacantSlots;
        this.keyRowOffsets = new int[keys.size() + 1];
        for (int i = 0; i < keys.size(); i++) {
            keyRowOffsets[i + 1] = keyRowOffsets[i] + keys.get(i).tokens();
        }
        this.outputRows = new int[queries.tokens()];
        build();
    }

    /** Attention of the queries to the keys of all given packs, concatenated along length; each pack keeps its own slots. */
    public static AttentionPlan of(Layout queries, List<Layout> keys, VacantSlots vacantSlots) {
        return new AttentionPlan(queries, keys, vacantSlots, queries.slots());
    }

    /** Attention of the queries to all tokens of their user, also those that come later. */
    public static AttentionPlan bidirectional(Layout queries, Layout tokens, VacantSlots vacantSlots) {
        int[] lastSlots = new int[queries.tokens()];
        Arrays.fill(lastSlots, tokens.window() - 1);
        return new AttentionPlan(queries, List.of(tokens), vacantSlots, lastSlots);
    }

    /**
     * Attention to keys whose slots have nothing to do with those of the queries; vacant slots are hidden.
     *
     * @param lastSlots of the keys that each query sees, -1 for none; ascending within a user
     */
    public static AttentionPlan upTo(Layout queries, int[] lastSlots, Layout keys) {
        return new AttentionPlan(queries, List.of(keys), VacantSlots.HIDDEN, lastSlots);
    }

    List<Group> groups() {
        return groups;
    }

    /** The groups' query cells laid end to end, each [users * queryColumns]: rows of the query pack; padding points to row 0. */
    int[] queryRows() {
        return queryRows;
    }

    /** The groups' key cells laid end to end, each [users * keyColumns]: rows of the key packs laid end to end, then the extra row. */
    int[] keyRows() {
        return keyRows;
    }

    /** For each query token its row among the groups' outputs laid end to end, each [users * queryColumns]. */
    int[] outputRows() {
        return outputRows;
    }

    VacantSlots vacantSlots() {
        return vacantSlots;
    }

    private void build() {
        Integer[] users = new Integer[queries.users()];
        Arrays.setAll(users, u -> u);
        users = Arrays.stream(users).filter(u -> queryCount(u) > 0).toArray(Integer[]::new);
        Arrays.sort(users, Comparator.comparingInt(u -> queryCount(u) + keyCount(u)));
        int perGroup = Math.max(1, (users.length + GROUPS - 1) / GROUPS);
        for (int from = 0; from < users.length; from += perGroup) {
            groups.add(group(Arrays.copyOfRange(users, from, Math.min(users.length, from + perGroup))));
        }
    }

    private Group group(Integer[] users) {
        int queryColumns = Arrays.stream(users).mapToInt(this::queryCount).max().orElseThrow();
        int keyColumns = Arrays.stream(users).mapToInt(this::keyCount).max().orElseThrow() + 1;
        int firstQuery = queryRows.length;
        int firstKey = keyRows.length;
        queryRows = Arrays.copyOf(queryRows, firstQuery + users.length * queryColumns);
        keyRows = Arrays.copyOf(keyRows, firstKey + users.length * keyColumns);
        float[] bias = new float[users.length * queryColumns * keyColumns];
        Arrays.fill(keyRows, firstKey, keyRows.length, keyRowOffsets[keys.size()]);
        Arrays.fill(bias, NEVER);
        for (int i = 0; i < users.length; i++) {
            int first = queries.starts()[users[i]];
            for (int q = 0; q < queryCount(users[i]); q++) {
                queryRows[firstQuery + i * queryColumns + q] = first + q;
                outputRows[first + q] = firstQuery + i * queryColumns + q;
            }
            connect(users[i], firstKey + i * keyColumns, i * queryColumns * keyColumns, bias, queryColumns, keyColumns);
        }
        return new Group(users.length, queryColumns, keyColumns, bias);
    }

    private void connect(int user, int keyStart, int biasStart, float[] bias, int queryColumns, int keyColumns) {
        int firstQuery = queries.starts()[user];
        int queryCount = queryCount(user);
        int[] seen = new int[queryCount];
        int column = 0;
        for (int pack = 0; pack < keys.size(); pack++) {
            Layout layout = keys.get(pack);
            for (int row = layout.starts()[user]; row < layout.starts()[user + 1]; row++, column++) {
                keyRows[keyStart + column] = keyRowOffsets[pack] + row;
                for (int q = queryCount - 1; q >= 0 && layout.slots()[row] <= lastSlots[firstQuery + q]; q--) {
                    bias[biasStart + q * keyColumns + column] = 0;
                    seen[q]++;
                }
            }
        }
        int extra = biasStart + keyColumns - 1;
        for (int q = 0; q < queryColumns; q++) {
            bias[extra + q * keyColumns] = q < queryCount ? extraBias(lastSlots[firstQuery + q], seen[q]) : 0;
        }
    }

    private float extraBias(int lastSlot, int seen) {
        if (vacantSlots == VacantSlots.HIDDEN) {
            return seen == 0 ? 0 : NEVER;
        }
        return (float) Math.log(keys.size() * (lastSlot + 1.0) - seen); // ln 0 = -inf: nothing vacant, no extra key
    }

    private int queryCount(int user) {
        return queries.starts()[user + 1] - queries.starts()[user];
    }

    private int keyCount(int user) {
        int count = 0;
        for (Layout layout : keys) {
            count += layout.starts()[user + 1] - layout.starts()[user];
        }
        return count;
    }
}
