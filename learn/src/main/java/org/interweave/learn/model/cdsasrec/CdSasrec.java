package org.interweave.learn.model.cdsasrec;

import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.interweave.core.batch.Branch;
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

/** The model: one encoder sums up the user's source items in a vector, which a second one reads at every item of the target domain. */
public final class CdSasrec implements Recommender {
    public static final ModelEntry<Config> ENTRY = new ModelEntry<>(
            "cd-sasrec",
            Config.class,
            Config.DEFAULT,
            TrainingConfig.BASELINE,
            (config, catalog) -> TargetDomain.negatives(config.negatives, config.target, catalog),
            (config, data, seed) -> new CdSasrec(config, data.catalog(), data.window(), seed),
            CdSasrecParity::check);

    /**
     * @param target the domain whose items are recommended; all others are the source
     * @param encoder what every encoder is built like
     * @param dropout probability, on inputs and on every branch of a residual sum, and after the ReLU
     * @param temperature scores are divided by it in training
     * @param negatives drawn per position from the target domain
     * @param fusion how the source's vector enters a target token's input
     * @param scope which source items the vector at a target token sums up
     * @param sourceScale what the vector is multiplied with
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

            @Meaning("how the source's vector enters an input")
            Fusion fusion,

            @Meaning("static: whole source; causal: before label")
            SourceScope scope,

            @Meaning("factor of the source's vector") double sourceScale,

            @Meaning("computes the loss; auto: vector if Java has it")
            LossKernel lossKernel) {
        public static final Config DEFAULT = new Config(
                "", CausalEncoder.Shape.DEFAULT, 0.5, 0.75, 128, Fusion.ADD, SourceScope.STATIC, 1, LossKernel.AUTO);

        public Config {
            Bounds.probability("dropout", dropout);
            Bounds.positive("temperature", temperature);
            Bounds.atLeast(1, "negatives", negatives);
            Bounds.positive("sourceScale", sourceScale);
        }
    }

    private final Config config;
    private final Catalog catalog;
    private final int target;
    private final Parameters parameters = new Parameters();
    private final SequenceEmbedding embedding;
    private final CausalEncoder sourceEncoder;
    private final Fusion.Inputs inputs;
    private final CausalEncoder targetEncoder;
    private final SampledSoftmax softmax;

    public CdSasrec(Config config, Catalog catalog, int window, long seed) {
        this.config = config;
        this.catalog = catalog;
        this.target = TargetDomain.required(config.target, catalog);
        this.softmax = config.lossKernel.create();
        Libtorch.seed(seed);
        Parameters.Scope root = parameters.root();
        embedding = new SequenceEmbedding(root, catalog.items(), window, config.encoder.width());
        sourceEncoder = encoder(root.child("encoder.source"));
        inputs = config.fusion.build(root.child("fusion"), config.encoder.width());
        targetEncoder = encoder(root.child("encoder.target"));
    }

    private CausalEncoder encoder(Parameters.Scope scope) {
        return CausalEncoder.of(scope, scope, config.encoder);
    }

    /** The items' vectors, of target tokens and of source tokens. @shape → [P_t, d], [P_s, d] */
    List<Tensor> vectors(PairedSequences sequences) {
        return embedding.vectors(
                List.of(sequences.target().items(), sequences.source().items()));
    }

    /** hs at some source tokens: what each knows of the source up to it. @shape e [P_s, d] → one row per token of the layout */
    Packed sourceStates(Tensor e, PairedSequences sequences, Layout at, Dropout dropout) {
        Packed x = embedding.positioned(e, sequences.source().mixed(), dropout);
        return sourceEncoder.forward(x, at, dropout);
    }

    /** g at every target token: the state of the newest source token in scope, zero where there is none. No other state is computed. @shape e [P_s, d] → [P_t, d] */
    Tensor transferred(Tensor e, PairedSequences sequences, Dropout dropout) {
        PairedSequences.Newest newest = sequences.newest(config.scope.known(sequences));
        Tensor hs = sourceStates(e, sequences, newest.tokens(), dropout).values();
        Tensor scaled = config.sourceScale == 1 ? hs : Torch.scale(hs, config.sourceScale);
        return Torch.rows(
                Torch.cat(List.of(scaled, Torch.zeros(1, config.encoder.width()))), Torch.longs(newest.rows()));
    }

    /** z at every target token. @shape → [P_t, d] */
    Packed states(PairedSequences sequences, Dropout dropout) {
        return states(sequences, sequences.target().mixed().layout(), dropout);
    }

    private Packed states(PairedSequences sequences, Layout at, Dropout dropout) {
        Branch tokens = sequences.target().mixed();
        List<Tensor> e = vectors(sequences);
        Tensor g = transferred(e.get(1), sequences, dropout);
        Tensor x = inputs.of(e.get(0), embedding.positions(tokens), g); // [P_t, d]
        return targetEncoder.forward(new Packed(dropout.apply(x), tokens.layout()), at, dropout);
    }

    /** A target token's label is the user's next item of the target domain. The source has no loss of its own. */
    @Override
    public Objective<TransferBatch> objective(TrainingData data, Seeds seeds) {
        return Objective.of(
                new TransferCollator(data, seeds, target, config.negatives)::collate,
                (batch, seed) -> loss(batch.targets(), states(batch.sequences(), Dropout.seeded(config.dropout, seed))),
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
