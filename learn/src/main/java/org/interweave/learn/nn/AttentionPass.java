package org.interweave.learn.nn;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;
import org.interweave.core.batch.Layout;
import org.interweave.learn.nn.ResidualMixtures.Gradients;
import org.interweave.learn.nn.ResidualMixtures.ParameterGradients;
import org.interweave.learn.nn.ResidualMixtures.Part;
import org.interweave.learn.torch.Autograd;
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
        eachUser(this::attend);
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

    private UserRows rows(Tensor q, List<Tensor> kv, int fromUser, int toUser) {
        return new UserRows(q, kv, queryLayout, keyLayouts, fromUser, toUser);
    }

    private UserAttention userAttention() {
        return new UserAttention(d, attention.heads(), vacantSlots, queryLayout, keyLayouts);
    }

    /** The user's queries, keys and values, with biases; those of a vacant slot, which come last, are biases alone. */
    private void read(int user, UserRows rows, UserAttention to) {
        to.turnTo(user);
        rows.read(user, to);
        Arrays.fill(to.kv(), to.keyCount() * 2 * d, (to.keyCount() + 1) * 2 * d, 0);
        AttentionKernel.addToAll(to.q(), to.queryCount(), d, inBias, 0);
        AttentionKernel.addToAll(to.kv(), to.keyCount() + 1, 2 * d, inBias, d);
    }

    private void attend(int fromUser, int toUser) {
        UserRows rows = rows(q, kv, fromUser, toUser);
        NativeRows results = UserRows.of(read, queryLayout, fromUser, toUser);
        UserAttention at = userAttention();
        for (int user = fromUser; user < toUser; user++) {
            read(user, rows, at);
            at.forward();
            results.write(at.read(), 0, rows.place(user), at.queryCount() * d);
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
        Autograd.add(attention.outBias(), ResidualMixtures.sum(Stream.of(parts).map(ParameterGradients::bias)));
        Autograd.add(attention.inBias(), ResidualMixtures.sum(Stream.of(biases)));
    }

    /** @return the gradient to the biases [3 d] */
    private float[] attendBack(int fromUser, int toUser, Tensor toRead, Tensor toQ, List<Tensor> toKv) {
        UserRows rows = rows(q, kv, fromUser, toUser);
        UserRows gradients = rows(toQ, toKv, fromUser, toUser);
        NativeRows arriving = UserRows.of(toRead, queryLayout, fromUser, toUser);
        UserAttention at = userAttention();
        float[] biases = new float[3 * d];
        for (int user = fromUser; user < toUser; user++) {
            read(user, rows, at);
            arriving.read(rows.place(user), at.queryCount() * d, at.read(), 0);
            at.backward();
            gradients.writeGradients(user, at);
            AttentionKernel.addAll(at.dq(), at.queryCount(), d, biases, 0);
            AttentionKernel.addAll(at.dkv(), at.keyCount() + 1, 2 * d, biases, d);
        }
        return biases;
    }

    private void inputGradients(Tensor toQ, List<Tensor> toKv, Tensor toOutput, Tensor tokens, List<Tensor> keys) {
        Tensor toIn = Autograd.gradient(attention.inWeight());
        Tensor toOut = Autograd.gradient(attention.outWeight());
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
