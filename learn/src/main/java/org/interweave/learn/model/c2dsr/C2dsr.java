package org.interweave.learn.model.c2dsr;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.interweave.core.batch.Branch;
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
import org.interweave.learn.nn.Packed;
import org.interweave.learn.torch.Libtorch;
import org.interweave.learn.torch.Parameters;
import org.interweave.learn.torch.Torch;

/** The model: a stream per domain and a merged one, scored by the sum of the merged state and the domain's. */
public final class C2dsr implements Recommender {
    public static final ModelEntry<Config> ENTRY = new ModelEntry<>(
            "c2dsr",
            Config.class,
            Config.DEFAULT,
            TrainingConfig.BASELINE,
            (config, catalog) -> TargetDomain.negatives(config.loss.negatives(config), "", catalog),
            (config, data, seed) -> new C2dsr(config, data, seed),
            C2dsrParity::check);

    /**
     * @param width d
     * @param heads of every attention; must divide the width
     * @param layers blocks of every encoder
     * @param graphLayers G, of every graph convolution
     * @param dropout probability, on item tables, embeddings, attention weights and in and after feed-forward layers
     * @param loss what next items are predicted with
     * @param lambda share of the prediction in the loss; the rest is InfoMax's
     * @param graph what a transition weighs
     * @param positions where they begin
     * @param temperature what scores are divided by in the sampled softmax
     * @param negatives drawn per target from its domain for the sampled softmax
     * @param lossKernel who computes the sampled softmax
     */
    public record Config(
            @Meaning("of every token vector") int width,

            @Meaning("of every attention; must divide width")
            int heads,

            @Meaning("blocks of every encoder") int layers,
            @Meaning("of every graph convolution") int graphLayers,
            @Meaning("probability") double dropout,

            @Meaning("own: all items; infonce: sampled softmax")
            Prediction loss,

            @Meaning("lambda: prediction's share; rest is InfoMax")
            double lambda,

            @Meaning("weigh transitions by their number or not")
            EdgeWeights graph,

            @Meaning("where positions begin") Positions positions,

            @Meaning("scores are divided by it, with infonce")
            double temperature,

            @Meaning("drawn per target, with infonce") int negatives,

            @Meaning("computes infonce; auto: vector if there")
            LossKernel lossKernel) {
        /** The published code's with the sizes that MERIT's comparison gives every system. */
        public static final Config DEFAULT = new Config(
                256,
                2,
                1,
                1,
                0.5,
                Prediction.OWN,
                0.7,
                EdgeWeights.COUNT,
                Positions.OLDEST,
                0.75,
                128,
                LossKernel.AUTO);

        public Config {
            Bounds.attention(width, heads);
            Bounds.atLeast(1, "layers", layers);
            Bounds.atLeast(1, "graphLayers", graphLayers);
            Bounds.probability("dropout", dropout);
            Bounds.share("lambda", lambda);
            Bounds.positive("temperature", temperature);
            Bounds.atLeast(1, "negatives", negatives);
        }
    }

    private final Config config;
    private final Catalog catalog;
    private final Parameters parameters = new Parameters();
    private final List<SequenceLayers> streams = new ArrayList<>();
    private final List<InfoMax> discriminators = new ArrayList<>();
    private final Prediction.Head head;

    /** The graphs are those of the training data; what is held out must never be an edge. */
    public C2dsr(Config config, TrainingData data, long seed) {
        this.config = config;
        this.catalog = data.catalog();
        Libtorch.seed(seed);
        Parameters.Scope root = parameters.root();
        for (int s = 0; s <= catalog.domainCount(); s++) {
            int size = s == 0 ? catalog.items() : catalog.domain(s - 1).size();
            streams.add(new SequenceLayers(root, name(s), size, data.window(), graph(data, s), config));
        }
        head = config.loss.build(root, config, catalog, streams.get(0).items());
        for (int k = 0; k < catalog.domainCount(); k++) {
            discriminators.add(new InfoMax(root.child("discriminator." + k), config.width));
        }
    }

    static String name(int stream) {
        return stream == 0 ? "mixed" : Integer.toString(stream - 1);
    }

    /** The transitions of a stream; a domain's are between items that follow each other when all others are left out. */
    static TransitionGraph graph(TrainingData data, int stream) {
        TrainingData own = stream == 0 ? data : data.only(stream - 1);
        return TransitionGraph.of(
                own.catalog().items(), Arrays.stream(own.users()).mapToObj(own.items()));
    }

    /** Z of a stream, without dropout. @shape → [n + 1, d] */
    Tensor table(int stream) {
        return streams.get(stream).table(Dropout.off());
    }

    /**
     * @param merged h_M of the inputs, then of their corrupted copies [P, d]
     * @param domains h_k [P_k, d]
     */
    record States(Packed merged, List<Packed> domains) {}

    States states(C2dsrBatch batch, Dropout dropout) {
        SequenceBatch merged = batch.merged();
        Packed hM = streams.get(0).states(merged.items(), merged.mixed(), dropout);
        SequenceBatch inputs = batch.next().sequences();
        List<Packed> domains = new ArrayList<>();
        for (int k = 0; k < catalog.domainCount(); k++) {
            domains.add(streams.get(k + 1)
                    .states(places(inputs, k), inputs.domains().get(k), dropout));
        }
        return new States(hM, domains);
    }

    /** The items of a domain's branch, numbered within the domain. */
    private int[] places(SequenceBatch batch, int domain) {
        return catalog.domain(domain).placesOf(batch.items());
    }

    /** lambda times the prediction's loss and 1 - lambda times InfoMax. */
    @Override
    public Objective<?> objective(TrainingData data, Seeds seeds) {
        return Objective.of(
                new C2dsrCollator(data, seeds, config)::collate,
                (batch, seed) -> loss(batch, states(batch, Dropout.seeded(config.dropout, seed))),
                batch -> batch.next().mixed().rows().length);
    }

    /** Parts: per domain the merged stream's prediction and its own, then every domain's InfoMax. */
    Loss loss(C2dsrBatch batch, States states) {
        Loss loss = prediction(batch, states).times(config.lambda);
        for (int k = 0; k < batch.contrasts().size(); k++) {
            loss = loss.plus(1 - config.lambda, InfoMax.loss(verdicts(batch, states, k)));
        }
        return loss;
    }

    /** Per domain: of h_M at targets in it, then of h_M + h_k at its own tokens. Averaged over a user's targets of each, then over users. */
    private Loss prediction(C2dsrBatch batch, States states) {
        Tensor hM = states.merged.values(); // [P, d]
        List<List<Prediction.Asked>> domains = new ArrayList<>();
        for (int k = 0; k < catalog.domainCount(); k++) {
            Targets mixed = batch.next().mixed().in(catalog.domain(k));
            Tensor atMixed = at(hM, mixed.rows()); // [t, d]
            Targets own = batch.next().domains().get(k);
            Branch branch = batch.next().sequences().domains().get(k);
            int[] sameTokens =
                    IntStream.of(own.rows()).map(row -> branch.rows()[row]).toArray();
            Tensor h = at(states.domains.get(k).values(), own.rows()); // [t_k, d]
            domains.add(List.of(
                    new Prediction.Asked(atMixed, atMixed, mixed),
                    new Prediction.Asked(at(hM, sameTokens).add(h), h, own)));
        }
        return head.loss(domains);
    }

    InfoMax.Verdicts verdicts(C2dsrBatch batch, States states, int domain) {
        return discriminators
                .get(domain)
                .verdicts(batch.contrasts().get(domain), states.merged, states.domains.get(domain));
    }

    private static Tensor at(Tensor values, int[] rows) {
        return Torch.rows(values, Torch.longs(rows));
    }

    /** Mixes the items by the graphs, once for all answers. */
    @Override
    public void prepare() {
        streams.forEach(SequenceLayers::prepare);
    }

    /** h_M at the latest token + h_k at the latest of domain k, zero if there is none. */
    @Override
    public Tensor queries(QueryBatch batch, int domain) {
        SequenceBatch inputs = batch.sequences();
        Tensor hM = streams.get(0).newest(inputs.items(), inputs.mixed()); // [U, d]
        SequenceLayers own = streams.get(domain + 1);
        return hM.add(own.newest(places(inputs, domain), inputs.domains().get(domain)));
    }

    @Override
    public Parameters parameters() {
        return parameters;
    }

    @Override
    public Items items(int domain) {
        return head.items(domain);
    }
}
