package org.interweave.learn.model.cdasr;

import java.util.Arrays;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.interweave.core.batch.Layout;
import org.interweave.core.batch.PairedSequences;
import org.interweave.core.batch.QueryBatch;
import org.interweave.core.batch.SourceScope;
import org.interweave.core.batch.Targets;
import org.interweave.core.batch.TransferBatch;
import org.interweave.core.batch.TransferCollator;
import org.interweave.core.data.Catalog;
import org.interweave.core.sample.Seeds;
import org.interweave.core.split.TrainingData;
import org.interweave.learn.model.Loss;
import org.interweave.learn.model.ModelEntry;
import org.interweave.learn.model.Objective;
import org.interweave.learn.model.Recommender;
import org.interweave.learn.model.TargetDomain;
import org.interweave.learn.model.TrainingConfig;
import org.interweave.learn.nn.AttentionPlan;
import org.interweave.learn.nn.BilinearAttention;
import org.interweave.learn.nn.Bounds;
import org.interweave.learn.nn.CausalEncoder;
import org.interweave.learn.nn.Dropout;
import org.interweave.learn.nn.Items;
import org.interweave.learn.nn.LossKernel;
import org.interweave.learn.nn.Meaning;
import org.interweave.learn.nn.Packed;
import org.interweave.learn.nn.SampledSoftmax;
import org.interweave.learn.nn.SequenceEmbedding;
import org.interweave.learn.torch.Libtorch;
import org.interweave.learn.torch.Parameters;
import org.interweave.learn.torch.Torch;

/** The model: current preference, a state of the target sequence, looks up general preference among the user's source items, and both together score. */
public final class CdAsr implements Recommender {
    public static final ModelEntry<Config> ENTRY = new ModelEntry<>(
            "cd-asr",
            Config.class,
            Config.DEFAULT,
            TrainingConfig.BASELINE,
            (config, catalog) -> TargetDomain.negatives(config.negatives, config.target, catalog),
            (config, data, seed) -> new CdAsr(config, data.catalog(), data.window(), seed),
            CdAsrParity::check);

    /**
     * @param target the domain whose items are recommended; all others are the source
     * @param encoder what every encoder is built like
     * @param dropout probability, on inputs, on source vectors, on every branch of a residual sum, and after the ReLU
     * @param temperature scores are divided by it in training
     * @param negatives drawn per position from the target domain
     * @param source what stands for source items where general preference is looked up
     * @param fusion how both preferences make a state
     * @param scope which source items a target token looks at
     * @param lossKernel who computes the sampled softmax
     */
    public record Config(
            @Meaning("the domain to recommend; others are the source")
            String target,

            CausalEncoder.Shape encoder,

            @Meaning("probability") double dropout,
            @Meaning("scores are divided by it") double temperature,

            @Meaning("drawn per position from the target domain")
            int negatives,

            @Meaning("what stands for source items") SourceVectors source,

            @Meaning("how both preferences make a state") Fusion fusion,

            @Meaning("static: whole source; causal: before label")
            SourceScope scope,

            @Meaning("computes the loss; auto: vector if Java has it")
            LossKernel lossKernel) {
        public static final Config DEFAULT = new Config(
                "",
                CausalEncoder.Shape.DEFAULT,
                0.5,
                0.75,
                128,
                SourceVectors.ITEMS,
                Fusion.CONCAT,
                SourceScope.STATIC,
                LossKernel.AUTO);

        public Config {
            Bounds.probability("dropout", dropout);
            Bounds.positive("temperature", temperature);
            Bounds.atLeast(1, "negatives", negatives);
        }
    }

    private final Config config;
    private final Catalog catalog;
    private final int target;
    private final Parameters parameters = new Parameters();
    private final SequenceEmbedding embedding;
    private final CausalEncoder encoder;
    private final SourceVectors.Reader source;
    private final BilinearAttention attention;
    private final Fusion.Both fusion;
    private final SampledSoftmax softmax;

    public CdAsr(Config config, Catalog catalog, int window, long seed) {
        this.config = config;
        this.catalog = catalog;
        this.target = TargetDomain.required(config.target, catalog);
        this.softmax = config.lossKernel.create();
        Libtorch.seed(seed);
        Parameters.Scope root = parameters.root();
        embedding = new SequenceEmbedding(root, catalog.items(), window, config.encoder.width());
        Parameters.Scope own = root.child("encoder.target");
        encoder = CausalEncoder.of(own, own, config.encoder);
        source = config.source.build(root.child("encoder.source"), embedding, config.encoder);
        attention = new BilinearAttention(root.child("attention"), config.encoder.width());
        fusion = config.fusion.build(root.child("fusion"), config.encoder.width());
    }

    /**
     * What is known at some target tokens.
     *
     * @param current h
     * @param general c, zero where no source item is in scope
     * @param both z
     */
    record States(Packed current, Packed general, Packed both) {}

    /** At every target token. @shape → [P_t, d] each */
    States states(PairedSequences sequences, Dropout dropout) {
        return states(sequences, sequences.target().mixed().layout(), dropout);
    }

    private States states(PairedSequences sequences, Layout at, Dropout dropout) {
        List<Tensor> e = embedding.vectors(
                List.of(sequences.target().items(), sequences.source().items()));
        Packed x = embedding.positioned(e.get(0), sequences.target().mixed(), dropout);
        Packed h = encoder.forward(x, at, dropout);
        Packed v = source.read(e.get(1), sequences.source().mixed(), dropout); // [P_s, d]
        Packed c = attention.forward(h, v, AttentionPlan.upTo(at, seen(sequences, at), v.layout()));
        return new States(h, c, h.with(fusion.of(c.values(), h.values())));
    }

    /** The last slot of the source that each token may look at. */
    private int[] seen(PairedSequences sequences, Layout at) {
        int[] lastSlots = sequences.lastSourceSlots(config.scope.known(sequences));
        return Arrays.stream(sequences.target().mixed().layout().rowsOf(at))
                .map(row -> lastSlots[row])
                .toArray();
    }

    /** A target token's label is the user's next item of the target domain. The source has no loss of its own. */
    @Override
    public Objective<TransferBatch> objective(TrainingData data, Seeds seeds) {
        return Objective.of(
                new TransferCollator(data, seeds, target, config.negatives)::collate,
                (batch, seed) ->
                        loss(batch.targets(), states(batch.sequences(), Dropout.seeded(config.dropout, seed)).both),
                TransferBatch::tokens);
    }

    /** Averaged over a user's targets, then over users. */
    Loss loss(Targets targets, Packed states) {
        Tensor z = Torch.rows(states.values(), Torch.longs(targets.rows())); // [t, d]
        return Loss.of(
                softmax,
                Items.of(embedding.items()),
                List.of(new SampledSoftmax.Term(z, targets)),
                SampledSoftmax.Form.of(config.temperature));
    }

    /** z at the newest target token; zero for who has none, whatever the source says. */
    @Override
    public Tensor queries(QueryBatch batch, int domain) {
        PairedSequences sequences = PairedSequences.of(catalog, target, batch.window(), batch.histories());
        return states(sequences, sequences.target().mixed().layout().latest(), Dropout.off())
                .both
                .newest();
    }

    @Override
    public boolean ranks(int domain) {
        return domain == target;
    }

    @Override
    public Items items(int domain) {
        return embedding.items(catalog.domain(domain));
    }

    @Override
    public Parameters parameters() {
        return parameters;
    }
}
