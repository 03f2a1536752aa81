package org.interweave.benchmarks.padded;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.interweave.learn.model.merit.Merit;
import org.interweave.learn.model.merit.MeritVariant;
import org.interweave.learn.nn.VacantSlots;
import org.interweave.learn.torch.Torch;

/** The model without ablations, for any number of domains, padded. Branch 0 is the merged sequence M, branch k + 1 is domain k. */
public final class PaddedMerit {
    private final Weights weights;
    private final Layers layers;
    private final double temperature;
    private final List<String> names = new ArrayList<>(List.of("mixed"));

    /** @param dropout probability; the config's own for training, 0 to compare */
    public PaddedMerit(Merit.Config config, int domains, Weights weights, double dropout) {
        if (config.variant() != MeritVariant.FULL || config.vacantSlots() != VacantSlots.VISIBLE) {
            throw new IllegalArgumentException("variant (" + config.variant() + ") and vacantSlots ("
                    + config.vacantSlots() + ") must be full and visible: the padded reference knows nothing else");
        }
        this.weights = weights;
        this.layers = new Layers(weights, config.heads(), dropout);
        this.temperature = config.temperature();
        for (int k = 0; k < domains; k++) {
            names.add(Integer.toString(k));
        }
    }

    /** The tensors of a batch. @param present [B, L, 1] per branch @param masks causal, [L, L] and [L, K L] */
    private record Inputs(PaddedBatch batch, List<Tensor> present, Tensor oneMask, Tensor domainMask) {}

    /** final_M, then final_k of every domain. Inside a step. @shape → [B, L, d] each @paper Eq. 1-12 */
    public List<Tensor> states(PaddedBatch batch) {
        Inputs in = inputs(batch);
        List<Tensor> e = embed(in);
        List<List<Tensor>> h = new ArrayList<>(); // h.get(x).get(y) is H_{x->y}
        for (int x = 0; x < names.size(); x++) {
            Tensor s = layers.attention("encoder." + names.get(x), e.get(x), e.get(x), in.oneMask);
            h.add(transfers(names.get(x), s, in.present.get(x)));
        }
        List<Tensor> finals = new ArrayList<>();
        for (int x = 0; x < names.size(); x++) {
            Tensor keys = x == 0 ? sum(h) : alongLength(x, h);
            Tensor fused = layers.attention(
                    "fusion." + names.get(x), h.get(x).get(x), keys, x == 0 ? in.oneMask : in.domainMask);
            finals.add(output("fusion." + names.get(x), fused));
        }
        return finals;
    }

    private Inputs inputs(PaddedBatch batch) {
        List<Tensor> present = new ArrayList<>();
        for (PaddedBatch.Cells cells : batch.branches()) {
            present.add(Torch.floats(cells.present(), batch.users(), batch.window(), 1));
        }
        long window = batch.window();
        Tensor one = torch.full(new long[] {window, window}, new Scalar(Double.NEGATIVE_INFINITY))
                .triu(1);
        Tensor[] perSequence = new Tensor[names.size() - 1]; // M's and every other domain's
        java.util.Arrays.fill(perSequence, one);
        return new Inputs(batch, present, one, torch.cat(new TensorVector(perSequence), 1));
    }

    /** Item plus position, dropped out, exactly zero at vacant slots. @paper §4.2 */
    private List<Tensor> embed(Inputs in) {
        PaddedBatch batch = in.batch;
        Tensor items = torch.embedding(weights.get("item_embedding"), cells(batch, batch.items())); // [B, L, d]
        List<Tensor> e = new ArrayList<>();
        for (int x = 0; x < names.size(); x++) {
            int branch = x;
            e.add(Layers.scoped(() -> {
                Tensor ids = cells(batch, batch.branches().get(branch).positions());
                Tensor position = torch.embedding(weights.get("position_embedding"), ids);
                return layers.dropout(items.add(position)).mul(in.present.get(branch));
            }));
        }
        return e;
    }

    private static Tensor cells(PaddedBatch batch, int[] values) {
        return Torch.longs(values).view(batch.users(), batch.window());
    }

    private List<Tensor> transfers(String source, Tensor s, Tensor present) {
        String name = "encoder." + source + ".moffn";
        Tensor shared = layers.expert(name + ".shared_expert", s);
        List<Tensor> outputs = new ArrayList<>();
        for (String destination : names) {
            outputs.add(layers.transfer(name, destination, s, shared, present));
        }
        return outputs;
    }

    /** The domains are disjoint, so their sum holds each at its own slots. @paper Eq. 7 */
    private Tensor sum(List<List<Tensor>> h) {
        Tensor sum = h.get(1).get(0);
        for (int x = 2; x < names.size(); x++) {
            sum = sum.add(h.get(x).get(0));
        }
        return sum;
    }

    /** H_{M->k}, then every other H_{j->k}. @shape → [B, K L, d] @paper Eq. 8-9 */
    private Tensor alongLength(int x, List<List<Tensor>> h) {
        List<Tensor> keys = new ArrayList<>();
        for (int source = 0; source < names.size(); source++) {
            if (source != x) {
                keys.add(h.get(source).get(x));
            }
        }
        return torch.cat(new TensorVector(keys.toArray(new Tensor[0])), 1);
    }

    /** @paper Eq. 12 */
    private Tensor output(String name, Tensor f) {
        return Layers.scoped(
                () -> layers.norm(name + ".ffn_norm", f.add(layers.dropout(layers.expert(name + ".ffn", f)))));
    }

    /** L_M, then L_k of every domain: scalars. Inside a step. @paper Eq. 14-16 */
    public List<Tensor> losses(PaddedBatch batch, List<Tensor> finals) {
        List<Tensor> losses = new ArrayList<>();
        for (int x = 0; x < names.size(); x++) {
            Tensor own = finals.get(x);
            Tensor state = x == 0 ? own : own.add(finals.get(0).detach()); // Eq. 15: the residual learns, M does not
            losses.add(loss(batch.branches().get(x), state.view(-1, state.size(2))));
        }
        return losses;
    }

    private Tensor loss(PaddedBatch.Cells cells, Tensor states) {
        return Layers.scoped(() -> Layers.infoNce(
                        states,
                        weights.get("item_embedding"),
                        Torch.longs(cells.positives()),
                        Torch.longs(cells.negatives()),
                        temperature)
                .mul(Torch.floats(cells.weights(), cells.weights().length))
                .sum());
    }
}
