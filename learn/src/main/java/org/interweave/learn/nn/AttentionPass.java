package org.interweave.learn.nn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;
import org.interweave.core.batch.Layout;
import org.interweave.learn.nn.ResidualMixtures.Gradients;
import org.interweave.learn.nn.ResidualMixtures.ParameterGradients;
import org.interweave.learn.nn.ResidualMixtures.Part;
import org.interweave.learn.torch.Torch;
import org.interweave.learn.torch.Workers;

/**
 * An {@link AttentionBlock}'s way there and back in training: projections of stretches of rows, attention user by user on rows as they lie, without a cell that holds nothing,
 * and what follows it, again of stretches of rows.
 *
 * <p>Letters: m queries, n_j keys of pack j, d width.
 */
final class AttentionPass {
    private static final int USERS_PER_TASK = 16;

    private final PackedAttention attention;
    private final ResidualMixtures residual;
    private final VacantSlots vacantSlots;
    private final Layout queryLayout;
    private final List<Layout> keyLayouts;
    private final int d;
    private final int m;
    private final float[] inBias; // [3 d]

    private final Tensor own; // [m, d]
    private final Tensor ownInput; // the same as products read it
    private final List<Tensor> keyInputs; // [n_j, d] each
    private final Tensor inWeight; // [3 d, d]
    private final Tensor outWeight; // [d, d]
    private final Tensor q; // [m, d], without bias, like all that follows
    private final List<Tensor> kv; // [n_j, 2 d] each
    private final Tensor read; // [m, d]
    private final Tensor output; // [m, d]

    AttentionPass(
            PackedAttention attention,
            LayerNorm norm,
            Packed own,
            List<Packed> keys,
            VacantSlots vacantSlots,
            Dropout dropout) {
        this.attention = attention;
        this.vacantSlots = vacantSlots;
        this.own = own.values().detach();
        d = Math.toIntExact(this.own.size(1));
        m = Math.toIntExact(this.own.size(0));
        residual = new ResidualMixtures(List.of(norm), m, Torch.array(attention.outBias()), dropout);
        queryLayout = own.layout();
        keyLayouts = keys.stream().map(Packed::layout).toList();
        inBias = Torch.array(attention.inBias());
        ownInput = Torch.narrow(this.own);
        keyInputs = keys.stream()
                .map(pack -> pack == own ? ownInput : Torch.narrow(pack.values().detach()))
                .toList();
        inWeight = Torch.narrow(attention.inWeight().detach());
        outWeight = Torch.narrow(attention.outWeight().detach());
        q = Torch.emptyLike(ownInput, m, d);
        read = Torch.emptyLike(ownInput, m, d);
        output = Torch.emptyLike(ownInput, m, d);
        kv = alikeKeysAndValues();
    }

    private List<Tensor> alikeKeysAndValues() {
        return keyInputs.stream()
                .map(keys -> Torch.emptyLike(keys, keys.size(0), 2L * d))
                .toList();
    }

    private Tensor queryWeight() {
        return Torch.span(inWeight, 0, d);
    }

    private Tensor keyWeight() {
        return Torch.span(inWeight, d, 2L * d);
    }

    private int rows(int pack) {
        return keyLayouts.get(pack).tokens();
    }

    /** @param state [m, d], to be filled */
    void forward(Tensor state) {
        Workers.together(() -> forwardTogether(state));
    }

    private void forwardTogether(Tensor state) {
        Chunks projections = new Chunks();
        projections.add(m, (from, count) -> project(ownInput, queryWeight(), q, from, count));
        for (int pack = 0; pack < kv.size(); pack++) {
            Tensor input = keyInputs.get(pack);
            Tensor target = kv.get(pack);
            projections.add(rows(pack), (from, count) -> project(input, keyWeight(), target, from, count));
        }
        projections.run();
        eachUser((from, to) -> attend(from, to));
        new Chunks()
                .add(m, (from, count) -> {
                    project(read, outWeight, output, from, count);
                    residual.forward(part(from, count), List.of(Torch.span(state, from, count)));
                })
                .run();
    }

    private static void project(Tensor from, Tensor weight, Tensor to, int first, int count) {
        Torch.timesInto(Torch.span(to, first, count), Torch.span(from, first, count), weight.t());
    }

    private Part part(int from, int count) {
        return new Part(from, count, Torch.span(own, from, count), List.of(Torch.span(output, from, count)));
    }

    private interface Users {
        void run(int from, int to);
    }

    private int userTasks() {
        return (queryLayout.users() + USERS_PER_TASK - 1) / USERS_PER_TASK;
    }

    private void eachUser(Users body) {
        Chunks users = new Chunks();
        for (int from = 0; from < queryLayout.users(); from += USERS_PER_TASK) {
            int first = from;
            users.add(() -> body.run(first, Math.min(queryLayout.users(), first + USERS_PER_TASK)));
        }
        users.run();
    }

    /** The users' rows of a pack. */
    private static NativeRows rowsOf(Tensor pack, Layout layout, int fromUser, int toUser) {
        int first = layout.starts()[fromUser];
        return NativeRows.of(Torch.span(pack, first, layout.starts()[toUser] - (long) first));
    }

    /** Reads and writes what a few users have of every pack. */
    private final class UserRows {
        private final int fromUser;
        private final UserAttention at = new UserAttention(d, attention.heads(), vacantSlots, queryLayout, keyLayouts);
        private final NativeRows queries;
        private final List<NativeRows> keysAndValues = new ArrayList<>();

        UserRows(Tensor q, List<Tensor> kv, int fromUser, int toUser) {
            this.fromUser = fromUser;
            queries = rowsOf(q, queryLayout, fromUser, toUser);
            for (int pack = 0; pack < kv.size(); pack++) {
                keysAndValues.add(rowsOf(kv.get(pack), keyLayouts.get(pack), fromUser, toUser));
            }
        }

        int place(Layout layout, int user) {
            return layout.starts()[user] - layout.starts()[fromUser];
        }

        UserAttention read(int user) {
            at.turnTo(user);
            queries.read(place(queryLayout, user) * d, at.queryCount() * d, at.q(), 0);
            AttentionKernel.addToAll(at.q(), at.queryCount(), d, inBias, 0);
            for (int pack = 0; pack < keysAndValues.size(); pack++) {
                int count = at.firstKey(pack + 1) - at.firstKey(pack);
                int first = place(keyLayouts.get(pack), user) * 2 * d;
                keysAndValues.get(pack).read(first, count * 2 * d, at.kv(), at.firstKey(pack) * 2 * d);
            }
            Arrays.fill(at.kv(), at.keyCount() * 2 * d, (at.keyCount() + 1) * 2 * d, 0); // a vacant slot
            AttentionKernel.addToAll(at.kv(), at.keyCount() + 1, 2 * d, inBias, d);
            return at;
        }
    }

    private void attend(int from, int to) {
        UserRows rows = new UserRows(q, kv, from, to);
        NativeRows results = rowsOf(read, queryLayout, from, to);
        for (int user = from; user < to; user++) {
            UserAttention at = rows.read(user);
            at.forward();
            results.write(at.read(), 0, rows.place(queryLayout, user) * d, at.queryCount() * d);
        }
    }

    /**
     * Adds to the gradients of all parameters.
     *
     * @param state the gradient to the state [m, d]
     * @param tokens that to the queries' tokens [m, d], to be filled
     * @param keys that to every pack's tokens [n_j, d], to be filled; a pack that is the queries' own adds to theirs
     */
    void backward(Tensor state, Tensor tokens, List<Tensor> keys) {
        Workers.together(() -> backwardTogether(state, tokens, keys));
    }

    private void backwardTogether(Tensor state, Tensor tokens, List<Tensor> keys) {
        Tensor toOutput = Torch.emptyLike(output, m, d);
        Tensor toRead = Torch.emptyLike(read, m, d);
        ParameterGradients[] parts = new ParameterGradients[Chunks.count(m)];
        new Chunks()
                .add(m, (from, count) -> {
                    Tensor output = Torch.span(toOutput, from, count);
                    Gradients to = new Gradients(Torch.span(tokens, from, count), List.of(output));
                    parts[from / Chunks.size(m)] =
                            residual.backward(part(from, count), List.of(Torch.span(state, from, count)), to);
                    Torch.timesInto(Torch.span(toRead, from, count), output, outWeight);
                })
                .run();
        Tensor toQ = Torch.emptyLike(q, m, d);
        List<Tensor> toKv = alikeKeysAndValues();
        float[][] biases = new float[userTasks()][];
        eachUser((from, to) -> biases[from / USERS_PER_TASK] = attendBack(from, to, toRead, toQ, toKv));
        inputGradients(toQ, toKv, toOutput, tokens, keys);
        residual.addNormGradients(List.of(parts));
        Torch.addGradient(
                attention.outBias(), ResidualMixtures.sum(Stream.of(parts).map(ParameterGradients::bias)));
        Torch.addGradient(attention.inBias(), ResidualMixtures.sum(Stream.of(biases)));
    }

    /** @return the gradient to the biases [3 d] */
    private float[] attendBack(int from, int to, Tensor toRead, Tensor toQ, List<Tensor> toKv) {
        UserRows rows = new UserRows(q, kv, from, to);
        UserRows gradients = new UserRows(toQ, toKv, from, to);
        NativeRows arriving = rowsOf(toRead, queryLayout, from, to);
        float[] biases = new float[3 * d];
        float[] arrived = {};
        for (int user = from; user < to; user++) {
            UserAttention at = rows.read(user);
            int queries = at.queryCount() * d;
            int place = rows.place(queryLayout, user) * d;
            arrived = arrived.length >= queries ? arrived : new float[2 * queries];
            arriving.read(place, queries, arrived, 0);
            at.backward(arrived);
            gradients.queries.write(at.dq(), 0, place, queries);
            for (int pack = 0; pack < toKv.size(); pack++) {
                int count = at.firstKey(pack + 1) - at.firstKey(pack);
                int first = rows.place(keyLayouts.get(pack), user) * 2 * d;
                gradients.keysAndValues.get(pack).write(at.dkv(), at.firstKey(pack) * 2 * d, first, count * 2 * d);
            }
            AttentionKernel.addAll(at.dq(), at.queryCount(), d, biases, 0);
            AttentionKernel.addAll(at.dkv(), at.keyCount() + 1, 2 * d, biases, d);
        }
        return biases;
    }

    private void inputGradients(Tensor toQ, List<Tensor> toKv, Tensor toOutput, Tensor tokens, List<Tensor> keys) {
        Tensor toIn = Torch.gradient(attention.inWeight());
        Tensor toOut = Torch.gradient(attention.outWeight());
        Chunks products = new Chunks();
        for (int pack = 0; pack < toKv.size(); pack++) {
            Tensor gradient = toKv.get(pack);
            if (keyInputs.get(pack) != ownInput) {
                Tensor target = keys.get(pack);
                products.add(rows(pack), (from, count) -> Torch.span(target, from, count)
                        .copy_(Torch.span(gradient, from, count).mm(keyWeight())));
            }
        }
        products.add(m, (from, count) -> {
            Tensor target = Torch.span(tokens, from, count);
            target.add_(Torch.wide(Torch.span(toQ, from, count).mm(queryWeight())));
            for (int pack = 0; pack < toKv.size(); pack++) {
                if (keyInputs.get(pack) == ownInput) {
                    target.add_(
                            Torch.wide(Torch.span(toKv.get(pack), from, count).mm(keyWeight())));
                }
            }
        });
        products.add(() -> Torch.span(toIn, 0, d).add_(Torch.wide(toQ.t().mm(ownInput))));
        products.add(() -> toOut.add_(Torch.wide(toOutput.t().mm(read))));
        for (int half = 1; half <= 2; half++) { // keys, then values
            int first = half * d;
            products.add(() -> {
                Tensor target = Torch.span(toIn, first, d);
                for (int pack = 0; pack < toKv.size(); pack++) {
                    Tensor gradient = Torch.columns(toKv.get(pack), first - d, d);
                    target.add_(Torch.wide(gradient.t().mm(keyInputs.get(pack))));
                }
            });
        }
        products.run();
    }
}
