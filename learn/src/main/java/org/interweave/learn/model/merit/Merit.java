package org.interweave.learn.model.merit;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.interweave.core.batch.MixedLoss;
import org.interweave.core.batch.NextItemBatch;
import org.interweave.core.batch.NextItemCollator;
import org.interweave.core.batch.NextItemTask;
import org.interweave.core.batch.NextItemTask.MixedNegatives;
import org.interweave.core.batch.QueryBatch;
import org.interweave.core.batch.SequenceBatch;
import org.interweave.core.batch.Targets;
import org.interweave.core.data.Catalog;
import org.interweave.core.sample.Seeds;
import org.interweave.core.split.TrainingData;
import org.interweave.learn.model.Gated;
import org.interweave.learn.model.Loss;
import org.interweave.learn.model.ModelEntry;
import org.interweave.learn.model.Objective;
import org.interweave.learn.model.Summed;
import org.interweave.learn.model.TargetDomain;
import org.interweave.learn.model.TrainingConfig;
import org.interweave.learn.nn.AttentionBlock;
import org.interweave.learn.nn.Bounds;
import org.interweave.learn.nn.Dropout;
import org.interweave.learn.nn.ExpertBlock;
import org.interweave.learn.nn.Items;
import org.interweave.learn.nn.LayerNorm;
import org.interweave.learn.nn.LossKernel;
import org.interweave.learn.nn.Meaning;
import org.interweave.learn.nn.Packed;
import org.interweave.learn.nn.SampledSoftmax;
import org.interweave.learn.nn.SequenceEmbedding;
import org.interweave.learn.nn.SwiGlu;
import org.interweave.learn.nn.VacantSlots;
import org.interweave.learn.torch.Libtorch;
import org.interweave.learn.torch.Parameters;
import org.interweave.learn.torch.Torch;

/** The model. Branch 0 is the merged sequence M, branch k + 1 is domain k. */
public final class Merit implements Summed, Gated {
    public static final ModelEntry<Config> ENTRY = new ModelEntry<>(
            "merit",
            Config.class,
            Config.PAPER,
            TrainingConfig.PAPER,
            (config, catalog) -> TargetDomain.negatives(config.negatives, "", catalog),
            (config, data, seed) -> new Merit(config, data.catalog(), data.window(), seed),
            MeritParity::check);

    /**
     * @param width d
     * @param heads of every attention; must divide the width
     * @param expertWidth inner width of an expert; 0 means 8/3 of the width, rounded down to a multiple of 8 (as the published code has it)
     * @param dropout probability, on embeddings and on every branch of a residual sum
     * @param temperature tau of Eq. 13
     * @param negatives drawn per position from each domain
     * @param variant the model or an ablation of Table 3
     * @param mixedLoss how the merged branch's loss is averaged
     * @param vacantSlots whether empty slots are keys
     * @param lossKernel who computes the sampled softmax
     */
    public record Config(
            @Meaning("of every token vector") int width,

            @Meaning("of every attention; must divide width")
            int heads,

            @Meaning("inner width of an expert; 0 = 8/3 of width")
            int expertWidth,

            @Meaning("probability") double dropout,
            @Meaning("scores are divided by it") double temperature,
            @Meaning("drawn per position from each domain") int negatives,
            @Meaning("the model or an ablation of Table 3") MeritVariant variant,

            @Meaning("how the merged branch's loss is averaged")
            MixedLoss mixedLoss,

            @Meaning("whether attention sees a window's empty slots")
            VacantSlots vacantSlots,

            @Meaning("computes the loss; auto: vector if Java has it")
            LossKernel lossKernel) {
        /** §5.1.4 and the published code. */
        public static final Config PAPER = new Config(
                256,
                2,
                0,
                0.5,
                0.75,
                128,
                MeritVariant.FULL,
                MixedLoss.PER_TOKEN,
                VacantSlots.VISIBLE,
                LossKernel.AUTO);

        public Config {
            Bounds.attention(width, heads);
            Bounds.orDefault("expertWidth", expertWidth, "8/3 of width");
            Bounds.probability("dropout", dropout);
            Bounds.positive("temperature", temperature);
            Bounds.atLeast(1, "negatives", negatives);
        }

        /** f. */
        public int innerWidth() {
            return expertWidth > 0 ? expertWidth : SwiGlu.usualInner(width);
        }
    }

    /** One branch's own layers. */
    private record BranchLayers(AttentionBlock attention, Transfer transfer, ExpertBlock output) {}

    private final Config config;
    private final Catalog catalog;
    private final Parameters parameters = new Parameters();
    private final SequenceEmbedding embedding;
    private final List<BranchLayers> branches = new ArrayList<>();
    private final MixedFusion mixedFusion;
    private final List<SpecificFusion> specificFusions = new ArrayList<>();
    private final SampledSoftmax softmax;

    public Merit(Config config, Catalog catalog, int window, long seed) {
        this.config = config;
        this.catalog = catalog;
        this.softmax = config.lossKernel.create();
        Libtorch.seed(seed);
        Parameters.Scope root = parameters.root();
        embedding = new SequenceEmbedding(root, catalog.items(), window, config.width);
        List<String> names = branchNames(catalog.domainCount());
        for (String x : names) {
            Parameters.Scope encoder = root.child("encoder." + x);
            Parameters.Scope fusion = root.child("fusion." + x);
            branches.add(new BranchLayers(
                    Attention.in(encoder, config),
                    config.variant.transfer.build(encoder.child("moffn"), names, x, config),
                    ExpertBlock.single(
                            new SwiGlu(fusion, List.of("ffn"), config.width, config.innerWidth()),
                            new LayerNorm(fusion.child("ffn_norm"), config.width))));
        }
        mixedFusion = config.variant.mixedFusion.build(root.child("fusion.mixed"), config);
        for (int k = 0; k < catalog.domainCount(); k++) {
            specificFusions.add(config.variant.specificFusion.build(root.child("fusion." + k), config));
        }
    }

    static List<String> branchNames(int domains) {
        List<String> names = new ArrayList<>(List.of("mixed"));
        for (int k = 0; k < domains; k++) {
            names.add(Integer.toString(k));
        }
        return names;
    }

    /**
     * @param finals final_M [P, d], then final_k [P_k, d] of every domain
     * @param gates per source and destination [P_source, 2]: weights of [shared, own]
     */
    public record States(List<Packed> finals, List<List<Tensor>> gates) {}

    /** Eq. 1-12 for every branch. */
    public States states(SequenceBatch batch, Dropout dropout) {
        List<Packed> e = embedding.forward(batch, dropout);
        List<Transfer.Outputs> h = new ArrayList<>();
        for (int x = 0; x < branches.size(); x++) {
            Packed s = branches.get(x).attention.forward(e.get(x), dropout);
            h.add(branches.get(x).transfer.forward(s, dropout)); // h.get(x).to(y) is H_{x->y}
        }
        List<Packed> finals = new ArrayList<>();
        Packed fusedMixed = mixedFusion.fuse(
                h.get(0).to(0), domainsAtTheirSlots(batch, x -> h.get(x).to(0)), dropout);
        finals.add(output(0, fusedMixed, dropout));
        for (int k = 0; k < batch.domains().size(); k++) {
            finals.add(output(k + 1, fuseDomain(k, h, dropout), dropout));
        }
        return new States(finals, h.stream().map(Transfer.Outputs::gates).toList());
    }

    /** H_{->M}: each slot of T_M belongs to one domain and holds that domain's output. @shape → [P, d] @paper Eq. 7 */
    private static Packed domainsAtTheirSlots(SequenceBatch batch, IntFunction<Packed> toMixed) {
        List<Tensor> outputs = new ArrayList<>();
        int[] source = new int[batch.items().length];
        int offset = 0;
        for (int k = 0; k < batch.domains().size(); k++) {
            outputs.add(toMixed.apply(k + 1).values());
            int[] rows = batch.domains().get(k).rows();
            for (int i = 0; i < rows.length; i++) {
                source[rows[i]] = offset + i;
            }
            offset += rows.length;
        }
        return new Packed(
                Torch.rows(Torch.cat(outputs), Torch.longs(source)),
                batch.mixed().layout());
    }

    private Packed fuseDomain(int k, List<Transfer.Outputs> h, Dropout dropout) {
        List<Packed> others = others(k, x -> h.get(x).to(k + 1));
        return specificFusions.get(k).fuse(h.get(k + 1).to(k + 1), h.get(0).to(k + 1), others, dropout);
    }

    private List<Packed> others(int k, IntFunction<Packed> toDomain) {
        return IntStream.range(0, specificFusions.size())
                .filter(j -> j != k)
                .mapToObj(j -> toDomain.apply(j + 1))
                .toList();
    }

    /** final = LN(F + Dropout(expert'(F))). @paper Eq. 12 */
    private Packed output(int branch, Packed f, Dropout dropout) {
        return f.with(branches.get(branch).output.only(f.values(), dropout));
    }

    /** @paper §4.5, Eq. 14-16 */
    @Override
    public Objective<NextItemBatch> objective(TrainingData data, Seeds seeds) {
        NextItemTask task = new NextItemTask(config.negatives, MixedNegatives.EVERY_DOMAIN, config.mixedLoss, true);
        return Objective.of(
                new NextItemCollator(data, seeds, task)::collate,
                (batch, seed) -> loss(batch, states(batch.sequences(), Dropout.seeded(config.dropout, seed))),
                batch -> batch.mixed().rows().length);
    }

    /** The loss of states that {@link #states} has worked out for the same batch. */
    public Loss loss(NextItemBatch batch, States states) {
        List<SampledSoftmax.Term> terms = new ArrayList<>();
        Tensor mixed = states.finals.get(0).values(); // [P, d]
        terms.add(new SampledSoftmax.Term(at(mixed, batch.mixed().rows()), batch.mixed()));
        for (int k = 0; k < batch.domains().size(); k++) {
            terms.add(domainTerm(k, batch, states));
        }
        return Loss.of(softmax, Items.of(embedding.items()), terms, SampledSoftmax.Form.of(config.temperature));
    }

    /** final_k + stopgrad(final_M at the same token). @paper Eq. 15 */
    private SampledSoftmax.Term domainTerm(int k, NextItemBatch batch, States states) {
        Targets targets = batch.domains().get(k);
        int[] rowsInMixed = batch.sequences().domains().get(k).rows();
        int[] sameTokens = new int[targets.rows().length];
        for (int i = 0; i < sameTokens.length; i++) {
            sameTokens[i] = rowsInMixed[targets.rows()[i]];
        }
        Tensor own = at(states.finals.get(k + 1).values(), targets.rows()); // [t, d]
        Tensor mixed = at(states.finals.get(0).values(), sameTokens); // [t, d]
        return new SampledSoftmax.Term(config.variant.residual.combine(own, mixed), targets);
    }

    /** final_k at the latest token of domain k (zero if there is none) + final_M at the latest token; nothing else is computed than what these read. */
    @Override
    public Tensor queries(QueryBatch batch, int domain) {
        Newest newest = newest(batch, domain);
        return config.variant.residual.combine(newest.domain, newest.mixed); // [U, d]
    }

    /** final_k and final_M at the users' newest tokens, each [U, d]. */
    private record Newest(Tensor domain, Tensor mixed) {}

    private Newest newest(QueryBatch batch, int domain) {
        SequenceBatch sequences = batch.sequences();
        List<Packed> e = embedding.forward(sequences, Dropout.off());
        List<Transfer.Answers> h = new ArrayList<>();
        for (int x = 0; x < branches.size(); x++) {
            BranchLayers layers = branches.get(x);
            h.add(layers.transfer.ask(layers.attention.forward(e.get(x), Dropout.off())));
        }
        Packed toMixed = domainsAtTheirSlots(sequences, x -> h.get(x).to(0));
        Packed mixed = mixedFusion.fuse(h.get(0).latestTo(0), toMixed, Dropout.off());
        int k = domain + 1;
        List<Packed> others = others(domain, x -> h.get(x).to(k));
        Packed own =
                specificFusions.get(domain).fuse(h.get(k).latestTo(k), h.get(0).to(k), others, Dropout.off());
        return new Newest(
                output(k, own, Dropout.off()).newest(),
                output(0, mixed, Dropout.off()).newest());
    }

    @Override
    public List<String> summands() {
        return config.variant.residual == Residual.ABSENT ? List.of() : List.of("final_k", "final_M");
    }

    @Override
    public Tensor summand(QueryBatch batch, int domain, int index) {
        Newest newest = newest(batch, domain);
        return index == 0 ? newest.domain : newest.mixed;
    }

    private static Tensor at(Tensor values, int[] rows) {
        return Torch.rows(values, Torch.longs(rows));
    }

    @Override
    public List<String> branches() {
        if (config.variant == MeritVariant.FF1) {
            return List.of();
        }
        List<String> names = new ArrayList<>(List.of("mixed"));
        catalog.domains().forEach(domain -> names.add(domain.name()));
        return names;
    }

    @Override
    public List<List<float[]>> sharedWeights(QueryBatch batch) {
        return states(batch.sequences(), Dropout.off()).gates.stream()
                .map(destinations -> destinations.stream()
                        .map(gate -> Torch.array(Torch.columns(gate, 0, 1)))
                        .toList())
                .toList();
    }

    @Override
    public Parameters parameters() {
        return parameters;
    }

    @Override
    public Items items(int domain) {
        return embedding.items(catalog.domain(domain));
    }
}
