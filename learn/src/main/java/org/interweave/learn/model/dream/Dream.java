package org.interweave.learn.model.dream;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.interweave.core.batch.NextItemBatch;
import org.interweave.core.batch.QueryBatch;
import org.interweave.core.batch.SequenceBatch;
import org.interweave.core.batch.Targets;
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
import org.interweave.learn.nn.Dropout;
import org.interweave.learn.nn.Items;
import org.interweave.learn.nn.LossKernel;
import org.interweave.learn.nn.Meaning;
import org.interweave.learn.nn.SampledSoftmax;
import org.interweave.learn.nn.SequenceEmbedding;
import org.interweave.learn.torch.Libtorch;
import org.interweave.learn.torch.Parameters;
import org.interweave.learn.torch.Torch;

/** The model: a stream per domain and a merged one, scored by the sum of the merged state and the domain's. */
public final class Dream implements Recommender {
    public static final ModelEntry<Config> ENTRY = new ModelEntry<>(
            "dream",
            Config.class,
            Config.DEFAULT,
            TrainingConfig.BASELINE.withLearningRateFactor(0.5),
            (config, catalog) -> TargetDomain.negatives(config.focal.negatives(config), "", catalog),
            (config, data, seed) -> new Dream(config, data.catalog(), data.window(), seed),
            DreamParity::check);

    /**
     * @param width d
     * @param heads of every attention; must divide the width
     * @param dropout probability, on embeddings and on every branch of a residual sum
     * @param temperature what scores are divided by in the sampled softmax
     * @param negatives drawn per target from its domain
     * @param variant which way signal is extracted
     * @param gate what lets an extract in
     * @param tables which table the domains' streams read
     * @param ffn the feed-forward layer of every stream
     * @param focal what the focal loss's probability is a share of
     * @param focus gamma of the focal loss; 0 is the plain logarithm
     * @param contrastiveWeight lambda_s; 0 leaves the contrastive loss out
     * @param contrastiveTemperature tau_s
     * @param crop share of a sequence that cropping keeps
     * @param mask share that masking makes holes of
     * @param reorder share that reordering shuffles
     * @param lossKernel who computes the sampled softmax
     */
    public record Config(
            @Meaning("of every token vector") int width,

            @Meaning("of every attention; must divide width")
            int heads,

            @Meaning("probability") double dropout,
            @Meaning("scores are divided by it") double temperature,

            @Meaning("drawn per target from its domain") int negatives,

            @Meaning("which way signal is extracted") DreamVariant variant,
            @Meaning("what lets an extract in") Gate gate,

            @Meaning("which table domains' streams read") Tables tables,

            @Meaning("feed-forward layer of every stream") Ffn ffn,

            @Meaning("focal loss over samples or all items") Focal focal,

            @Meaning("gamma of the focal loss; 0 = plain logarithm")
            double focus,

            @Meaning("lambda_s; 0 = no contrastive loss") double contrastiveWeight,

            @Meaning("similarities are divided by it") double contrastiveTemperature,

            @Meaning("share of a sequence that cropping keeps")
            double crop,

            @Meaning("share that masking makes holes of") double mask,
            @Meaning("share that reordering shuffles") double reorder,

            @Meaning("computes the loss; auto: vector if Java has it")
            LossKernel lossKernel) {
        public static final Config DEFAULT = new Config(
                256,
                2,
                0.5,
                0.75,
                128,
                DreamVariant.INJECT,
                Gate.VECTOR,
                Tables.SHARED,
                Ffn.RELU,
                Focal.SAMPLED,
                2,
                0.1,
                0.1,
                0.6,
                0.3,
                0.6,
                LossKernel.AUTO);

        public Config {
            Bounds.attention(width, heads);
            Bounds.probability("dropout", dropout);
            Bounds.positive("temperature", temperature);
            Bounds.atLeast(1, "negatives", negatives);
            Bounds.weight("focus", focus);
            Bounds.weight("contrastiveWeight", contrastiveWeight);
            Bounds.positive("contrastiveTemperature", contrastiveTemperature);
            Bounds.share("crop", crop);
            Bounds.share("mask", mask);
            Bounds.share("reorder", reorder);
        }
    }

    private final Config config;
    private final Catalog catalog;
    private final Parameters parameters = new Parameters();
    private final SequenceEmbedding embedding;
    private final Tables.Streams streams;
    private final Exchange exchange;
    private final Focal.OfTerms focal;

    public Dream(Config config, Catalog catalog, int window, long seed) {
        this.config = config;
        this.catalog = catalog;
        Libtorch.seed(seed);
        Parameters.Scope root = parameters.root();
        embedding = new SequenceEmbedding(root, catalog.items(), window, config.width);
        streams = config.tables.build(root, catalog, config.width, embedding);
        List<StreamEncoder> encoders = new ArrayList<>();
        for (String stream : streamNames(catalog.domainCount())) {
            encoders.add(new StreamEncoder(root.child("encoder." + stream + ".0"), config));
        }
        exchange = config.variant.build(root, encoders, config);
        focal = config.focal.build(config, catalog, embedding);
    }

    static List<String> streamNames(int domains) {
        List<String> names = new ArrayList<>(List.of("mixed"));
        IntStream.range(0, domains).mapToObj(Integer::toString).forEach(names::add);
        return names;
    }

    private List<Integer> allDomains() {
        return IntStream.range(0, catalog.domainCount()).boxed().toList();
    }

    /** f and every h_k at all tokens. */
    Exchange.States states(SequenceBatch batch, Dropout dropout) {
        return exchange.states(streams.forward(batch, dropout), Tokens.ALL, allDomains(), dropout);
    }

    @Override
    public Objective<?> objective(TrainingData data, Seeds seeds) {
        return Objective.of(
                new DreamCollator(data, seeds, config)::collate,
                this::loss,
                batch -> batch.next().mixed().rows().length);
    }

    private Loss loss(DreamBatch batch, long dropoutSeed) {
        Dropout dropout = Dropout.seeded(config.dropout, dropoutSeed);
        Exchange.States states = states(batch.next().sequences(), dropout);
        Loss recommendation = recommendation(batch.next(), states);
        return batch.views()
                .map(views -> recommendation.plus(config.contrastiveWeight, contrast(views, states, dropout)))
                .orElse(recommendation);
    }

    /** The focal losses: per domain of f at targets in it, then of f + h_k at its own tokens. Averaged over a user's targets of each, then over users. */
    Loss recommendation(NextItemBatch batch, Exchange.States states) {
        Tensor f = states.merged().values(); // [P, d]
        List<SampledSoftmax.Term> terms = new ArrayList<>();
        for (int k : allDomains()) {
            Targets mixed = batch.mixed().in(catalog.domain(k));
            terms.add(new SampledSoftmax.Term(at(f, mixed.rows()), mixed));
            Targets own = batch.domains().get(k);
            int[] rowsInMixed = batch.sequences().domains().get(k).rows();
            int[] sameTokens =
                    IntStream.of(own.rows()).map(row -> rowsInMixed[row]).toArray();
            Tensor h = states.domains().get(k).values(); // [P_k, d]
            terms.add(new SampledSoftmax.Term(at(f, sameTokens).add(at(h, own.rows())), own));
        }
        return focal.of(terms);
    }

    /** The supervised contrastive loss of the inputs, whose states are there already, their augmented copies and their partners. */
    Loss contrast(DreamBatch.Views views, Exchange.States states, Dropout dropout) {
        int n = views.labels().length;
        int[] labels = IntStream.range(0, 3 * n).map(i -> views.labels()[i % n]).toArray();
        Tensor z = contrasted(views, states, dropout);
        return Loss.of(SupervisedContrast.loss(z, labels, config.contrastiveTemperature));
    }

    /** f at the newest token of the inputs, then of the copies, then of the partners. @shape → [3n, d] */
    Tensor contrasted(DreamBatch.Views views, Exchange.States states, Dropout dropout) {
        Exchange.States latest =
                exchange.states(streams.forward(views.sequences(), dropout), Tokens.LATEST, List.of(), dropout);
        Tensor ofInputs = at(states.merged().values(), views.rows()); // [n, d]
        Tensor ofOthers = Torch.span(latest.merged().values(), 0, 2L * views.rows().length); // fillers come last
        return Torch.cat(List.of(ofInputs, ofOthers));
    }

    /** f at the latest token + h_k at the latest of domain k, zero if there is none. */
    @Override
    public Tensor queries(QueryBatch batch, int domain) {
        List<Integer> own = List.of(domain);
        Exchange.States latest =
                exchange.states(streams.forward(batch.sequences(), Dropout.off()), Tokens.LATEST, own, Dropout.off());
        return latest.merged().newest().add(latest.domains().get(0).newest()); // [U, d]
    }

    private static Tensor at(Tensor values, int[] rows) {
        return Torch.rows(values, Torch.longs(rows));
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
