package org.interweave.learn.nn;

import java.util.Arrays;
import java.util.List;
import org.interweave.core.batch.Layout;

/**
 * Attention of one user's queries to what they see of that user's keys, and its gradient, on arrays. For one thread, user after user.
 *
 * <p>A query sees, of every pack of keys, those whose slot is not after its own: the first few. The vacant slots are one more key, as often there as there are such slots.
 */
final class UserAttention {
    private final int d;
    private final int heads;
    private final int perHead;
    private final float scale;
    private final VacantSlots vacantSlots;
    private final Layout queries;
    private final List<Layout> keys;

    private float[] q = {}; // [m, d]
    private float[] kv = {}; // [n + 1, 2 d], the last row that of vacant slots
    private float[] read = {}; // [m, d]
    private float[] dq = {};
    private float[] dkv = {};
    private float[] weights = {};
    private float[] slopes = {};
    private final int[] firstKey; // of every pack among the user's keys, then their number
    private final int[] seen; // of every pack, by the query at hand
    private int vacant; // slots, by the query at hand
    private int m;
    private int user;

    UserAttention(int d, int heads, VacantSlots vacantSlots, Layout queries, List<Layout> keys) {
        this.d = d;
        this.heads = heads;
        this.perHead = d / heads;
        this.scale = (float) (1 / Math.sqrt(perHead));
        this.vacantSlots = vacantSlots;
        this.queries = queries;
        this.keys = keys;
        this.firstKey = new int[keys.size() + 1];
        this.seen = new int[keys.size()];
    }

    /** Turns to a user: then their queries and keys, with biases, must be written to {@link #q} and {@link #kv}. */
    void turnTo(int user) {
        this.user = user;
        m = queries.starts()[user + 1] - queries.starts()[user];
        for (int pack = 0; pack < keys.size(); pack++) {
            int[] starts = keys.get(pack).starts();
            firstKey[pack + 1] = firstKey[pack] + starts[user + 1] - starts[user];
        }
        q = reserved(q, m * d);
        read = reserved(read, m * d);
        dq = reserved(dq, m * d);
        kv = reserved(kv, (keyCount() + 1) * 2 * d);
        dkv = reserved(dkv, (keyCount() + 1) * 2 * d);
        weights = reserved(weights, AttentionKernel.whole(keyCount() + 1));
        slopes = reserved(slopes, AttentionKernel.whole(keyCount() + 1));
    }

    private static float[] reserved(float[] array, int length) {
        return array.length >= length ? array : new float[length + length / 4];
    }

    int queryCount() {
        return m;
    }

    int keyCount() {
        return firstKey[keys.size()];
    }

    /** Where a pack's keys begin among the user's. */
    int firstKey(int pack) {
        return firstKey[pack];
    }

    int keyCount(int pack) {
        return firstKey[pack + 1] - firstKey[pack];
    }

    /** [m, d] */
    float[] q() {
        return q;
    }

    /** [n + 1, 2 d], keys beside values; the last row is that of vacant slots. */
    float[] kv() {
        return kv;
    }

    /** What was read [m, d], or the gradient to it. */
    float[] read() {
        return read;
    }

    float[] dq() {
        return dq;
    }

    /** As {@link #kv}. */
    float[] dkv() {
        return dkv;
    }

    /** What every query reads, to {@link #read}. */
    void forward() {
        Arrays.fill(read, 0, m * d, 0);
        for (int i = 0; i < m; i++) {
            int count = look(i);
            for (int head = 0; head < heads && count > 0; head++) {
                weigh(i, head, count);
                int at = i * d + head * perHead;
                eachSeen((first, rows, place) -> AttentionKernel.addRows(
                        weights, place, kv, value(first, at % d), 2 * d, rows, perHead, read, at));
            }
        }
    }

    private interface Seen {
        /** @param first row among the keys, @param rows how many, @param place of their weights */
        void run(int first, int rows, int place);
    }

    private void eachSeen(Seen body) {
        int place = 0;
        for (int pack = 0; pack < seen.length; pack++) {
            body.run(firstKey[pack], seen[pack], place);
            place += seen[pack];
        }
        if (vacant > 0) {
            body.run(keyCount(), 1, place);
        }
    }

    /** Finds out what query i sees. @return how many keys, with that of the vacant slots */
    private int look(int i) {
        int lastSlot = queries.slots()[queries.starts()[user] + i];
        int count = 0;
        for (int pack = 0; pack < seen.length; pack++) {
            Layout layout = keys.get(pack);
            int start = layout.starts()[user];
            int rows = layout.starts()[user + 1] - start;
            int n = i == 0 ? 0 : seen[pack]; // queries ascend
            while (n < rows && layout.slots()[start + n] <= lastSlot) {
                n++;
            }
            seen[pack] = n;
            count += n;
        }
        vacant = vacantSlots == VacantSlots.VISIBLE ? seen.length * (lastSlot + 1) - count : 0;
        return vacant > 0 ? count + 1 : count;
    }

    private int key(int row, int column) {
        return row * 2 * d + column;
    }

    private int value(int row, int column) {
        return row * 2 * d + d + column;
    }

    /** The softmax weights of query i in a head. */
    private void weigh(int i, int head, int count) {
        int column = head * perHead;
        eachSeen((first, rows, place) ->
                AttentionKernel.dots(q, i * d + column, kv, key(first, column), 2 * d, rows, perHead, weights, place));
        for (int k = 0; k < count; k++) {
            weights[k] *= scale;
        }
        if (vacant > 0) {
            weights[count - 1] += (float) Math.log(vacant);
        }
        AttentionKernel.softmax(weights, count);
    }

    /** From the gradient to what was read, in {@link #read}, to those of queries and keys, {@link #dq} and {@link #dkv}. */
    void backward() {
        Arrays.fill(dq, 0, m * d, 0);
        Arrays.fill(dkv, 0, (keyCount() + 1) * 2 * d, 0);
        for (int i = 0; i < m; i++) {
            int count = look(i);
            for (int head = 0; head < heads && count > 0; head++) {
                weigh(i, head, count);
                gradients(i, head * perHead, count);
            }
        }
    }

    private void gradients(int i, int column, int count) {
        int at = i * d + column;
        eachSeen((first, rows, place) ->
                AttentionKernel.dots(read, at, kv, value(first, column), 2 * d, rows, perHead, slopes, place));
        double mean = 0;
        for (int k = 0; k < count; k++) {
            mean += weights[k] * slopes[k];
        }
        for (int k = 0; k < count; k++) {
            slopes[k] = weights[k] * (slopes[k] - (float) mean) * scale;
        }
        eachSeen((first, rows, place) -> {
            AttentionKernel.addRows(slopes, place, kv, key(first, column), 2 * d, rows, perHead, dq, at);
            AttentionKernel.addToRows(slopes, place, q, at, dkv, key(first, column), 2 * d, rows, perHead);
            AttentionKernel.addToRows(weights, place, read, at, dkv, value(first, column), 2 * d, rows, perHead);
        });
    }
}
