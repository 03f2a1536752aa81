package org.interweave.learn.nn;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.interweave.core.batch.Layout;
import org.interweave.learn.torch.Torch;

/** What a few users, one after the other in every pack, have of queries and of keys and values, or of the gradients to them, in native memory. For one thread. */
final class UserRows {
    private final int d;
    private final int firstUser;
    private final Layout queryLayout;
    private final List<Layout> keyLayouts;
    private final NativeRows queries;
    private final List<NativeRows> keysAndValues = new ArrayList<>();

    /**
     * @param q [m, d]
     * @param kv [n_j, 2 d] of every pack
     */
    UserRows(Tensor q, List<Tensor> kv, Layout queryLayout, List<Layout> keyLayouts, int firstUser, int endUser) {
        this.d = Math.toIntExact(q.size(1));
        this.firstUser = firstUser;
        this.queryLayout = queryLayout;
        this.keyLayouts = keyLayouts;
        queries = of(q, queryLayout, firstUser, endUser);
        for (int pack = 0; pack < kv.size(); pack++) {
            keysAndValues.add(of(kv.get(pack), keyLayouts.get(pack), firstUser, endUser));
        }
    }

    /** The users' rows of a pack. */
    static NativeRows of(Tensor pack, Layout layout, int firstUser, int endUser) {
        int first = layout.starts()[firstUser];
        return NativeRows.of(Torch.span(pack, first, layout.starts()[endUser] - (long) first));
    }

    private int place(Layout layout, int user) {
        return layout.starts()[user] - layout.starts()[firstUser];
    }

    /** Of the user's first query among the elements of rows as wide as queries. */
    int place(int user) {
        return place(queryLayout, user) * d;
    }

    /** To the arrays of queries and of keys and values. */
    void read(int user, UserAttention to) {
        queries.read(place(user), to.queryCount() * d, to.q(), 0);
        for (int pack = 0; pack < keysAndValues.size(); pack++) {
            keysAndValues
                    .get(pack)
                    .read(placeOfKeys(pack, user), to.keyCount(pack) * 2 * d, to.kv(), to.firstKey(pack) * 2 * d);
        }
    }

    /** From the arrays of gradients. */
    void writeGradients(int user, UserAttention from) {
        queries.write(from.dq(), 0, place(user), from.queryCount() * d);
        for (int pack = 0; pack < keysAndValues.size(); pack++) {
            keysAndValues
                    .get(pack)
                    .write(
                            from.dkv(),
                            from.firstKey(pack) * 2 * d,
                            placeOfKeys(pack, user),
                            from.keyCount(pack) * 2 * d);
        }
    }

    private int placeOfKeys(int pack, int user) {
        return place(keyLayouts.get(pack), user) * 2 * d;
    }
}
