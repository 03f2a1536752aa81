package org.interweave.learn.model.mgcl;

import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.interweave.core.batch.Layout;
import org.interweave.core.batch.PairedSequences;
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
import org.interweave.learn.nn.CausalEncoder;
import org.interweave.learn.nn.Dropout;
import org.interweave.learn.nn.EmbeddingScale;
import org.interweave.learn.nn.EncoderProfile;
import org.interweave.learn.nn.Items;
import org.interweave.learn.nn.LossKernel;
import org.interweave.learn.nn.Meaning;
import org.interweave.learn.nn.Packed;
import org.interweave.learn.nn.SampledSoftmax;
import org.interweave.learn.nn.SequenceEmbedding;
import org.interweave.learn.torch.Kept;
import org.interweave.learn.torch.Libtorch;
import org.interweave.learn.torch.Parameters;
import org.interweave.learn.torch.Torch;

/** The model: target and source items in two views each, an encoder per row, and the source's state at the moment of every target token joined to the target's. */
public final class Mgcl implements Recommender {
    public static final ModelEntry<Config> ENTRY = new ModelEntry<>(
            "mgcl",
            Config.class,
            Config.DEFAULT,
            TrainingConfig.BASELINE,
            (config, catalog) -> TargetDomain.negatives(config.negatives, config.target, catalog),
            (config, data, seed) -> new Mgcl(config, data, seed),
            MgclParity::check);

    /**
     * @param target the domain whose items are recommended; all others are the source
     * @param profile what the encoders' blocks are made of
     * @param width d
     * @param heads of every attention; must divide the width
     * @param innerWidth between the two feed-forward layers; 0 means the profile's: d, or 8/3 of it rounded down to a multiple of 8
     * @param graphLayers of the convolution over users and items
     * @param dropout probability, on inputs, on every branch of a residual sum, after the ReLU, and on what is joined and contrasted
     * @param temperature scores are divided by it in training
     * @param negatives drawn per position from the target domain
     * @param sequenceGraph whom target tokens hear from; source tokens hear from both sides
     * @param alignment which source items a target token knows of
     * @param userContrast alpha, weight of the contrast between a user's target and source state
     * @param targetContrast beta, weight of the contrast between target items' two views
     * @param sourceContrast gamma, weight of the contrast between source items' two views
     * @param embeddingScale what the mixture of the views is multiplied with as an input
     * @param lossKernel who computes the sampled softmax
     */
    public record Config(
            @Meaning("the domain to recommend; others are the source")
            String target,

            @Meaning("classic: SASRec's block; house: MERIT's code's")
            EncoderProfile profile,

            @Meaning("of every token vector") int width,

            @Meaning("of every attention; must divide width")
            int heads,

            @Meaning("of the feed-forward layers; 0 = the profile's")
            int innerWidth,

            @Meaning("of the graph of users and items") int graphLayers,
            @Meaning("probability") double dropout,
            @Meaning("scores are divided by it") double temperature,

            @Meaning("drawn per position from the target domain")
            int negatives,

            @Meaning("in: hear of items before; both: also after")
            SequenceGraph sequenceGraph,

            @Meaning("item: source before it; label: before that")
            Alignment alignment,

            @Meaning("alpha, of target against source states")
            double userContrast,

            @Meaning("beta, of target items' two views") double targetContrast,

            @Meaning("gamma, of source items' two views") double sourceContrast,

            @Meaning("factor of items' vectors as inputs") EmbeddingScale embeddingScale,

            @Meaning("computes the loss; auto: vector if Java has it")
            LossKernel lossKernel) {
        public static final Config DEFAULT = new Config(
                "",
                EncoderProfile.CLASSIC,
                256,
                2,
                0,
                3,
                0.5,
                0.75,
                128,
                SequenceGraph.IN,
                Alignment.ITEM,
                0.25,
                0.25,
                0.25,
                EmbeddingScale.ONE,
                LossKernel.AUTO);

        public Config {
            new CausalEncoder.Shape(profile, 1, width, heads, innerWidth); // refuses what is impossible
            Bounds.atLeast(1, "graphLayers", graphLayers);
            Bounds.probability("dropout", dropout);
            Bounds.positive("temperature", temperature);
            Bounds.atLeast(1, "negatives", negatives);
            Bounds.weight("userContrast", userContrast);
            Bounds.weight("targetContrast", targetContrast);
            Bounds.weight("sourceContrast", sourceContrast);
        }

        /** One block: with more the published code goes another way. */
        CausalEncoder.Shape encoder() {
            return new CausalEncoder.Shape(profile, 1, width, heads, innerWidth);
        }
    }

    private final Config config;
    private final Catalog catalog;
    private final int target;
    private final Parameters parameters = new Parameters();
    private final SequenceEmbedding embedding;
    private final LightGcn graph;
    private final Kept prepared; // G, for answers
    private final RowEncoder targetRow;
    private final RowEncoder sourceRow;
    private final Linear align; // Wx
    private final Join join;
    private final Linear ofStatic; // W1
    private final Linear ofTarget; // W2
    private final Linear ofSource; // W4
    private final SampledSoftmax softmax;

    /** The graph is that of the training data; what is held out must never be an edge. */
    public Mgcl(Config config, TrainingData data, long seed) {
        this.config = config;
        this.catalog = data.catalog();
        this.target = TargetDomain.required(config.target, catalog);
        this.softmax = config.lossKernel.create();
        Libtorch.seed(seed);
        Parameters.Scope root = parameters.root();
        embedding = new SequenceEmbedding(root, catalog.items(), data.window(), config.width);
        graph = new LightGcn(root, InteractionGraph.of(data), config.graphLayers, config.width);
        prepared = new Kept(catalog.items() + 1L, config.width);
        targetRow = new RowEncoder(root, "target", config);
        sourceRow = new RowEncoder(root, "source", config);
        align = new Linear(root.child("align"), config.width, config.width);
        join = new Join(root.child("join"), config);
        ofStatic = new Linear(root.child("contrast.static"), config.width, config.width);
        ofTarget = new Linear(root.child("contrast.target"), config.width, config.width);
        ofSource = new Linear(root.child("contrast.source"), config.width, config.width);
    }

    /** G, every item's static vector. @shape → [V + 1, d] */
    Tensor staticItems() {
        return graph.forward(embedding.items());
    }

    /**
     * @param target views of the target items
     * @param source views of the source items
     * @param a states of the target encoder
     * @param aligned o', the source's states as the target's see them, one row per row of a
     * @param z what items are scored with, one row per row of a
     */
    record States(RowEncoder.Views target, RowEncoder.Views source, Packed a, Packed aligned, Packed z) {}

    /**
     * At those target tokens whose slots the layout names.
     *
     * @param g static vectors of all items
     * @param known how many source items each target token knows of [P_t]
     */
    States states(PairedSequences sequences, Tensor g, Layout at, int[] known, Dropout dropout) {
        List<int[]> items =
                List.of(sequences.target().items(), sequences.source().items());
        List<Tensor> fixed = atOnce(g, items);
        List<Tensor> own = embedding.vectors(items);
        RowEncoder.Views ofTarget =
                targetRow.views(fixed.get(0), own.get(0), neighbours(config.sequenceGraph, sequences.target()));
        RowEncoder.Views ofSource =
                sourceRow.views(fixed.get(1), own.get(1), neighbours(SequenceGraph.BOTH, sequences.source()));
        Packed a = targetRow.states(input(targetRow, ofTarget, sequences.target(), dropout), at, dropout);
        PairedSequences.Newest newest = sequences.newest(known);
        Packed b = sourceStates(sequences, ofSource, newest.tokens(), dropout);
        int[] wanted = IntStream.of(sequences.target().mixed().layout().rowsOf(at))
                .map(row -> newest.rows()[row])
                .toArray();
        Tensor o = Torch.rows(Torch.cat(List.of(b.values(), Torch.zeros(1, config.width))), Torch.longs(wanted));
        Packed aligned = a.with(dropout.apply(align.forward(o)));
        return new States(ofTarget, ofSource, a, aligned, a.with(join.forward(a, aligned, dropout)));
    }

    /** b at some source tokens. */
    Packed sourceStates(PairedSequences sequences, RowEncoder.Views views, Layout at, Dropout dropout) {
        return sourceRow.states(input(sourceRow, views, sequences.source(), dropout), at, dropout);
    }

    /** The rows of several packs' items, so that the table gets one gradient instead of one of each. */
    private static List<Tensor> atOnce(Tensor table, List<int[]> packs) {
        int[] ids = packs.stream().flatMapToInt(IntStream::of).toArray();
        long[] sizes = packs.stream().mapToLong(pack -> pack.length).toArray();
        return Torch.parts(Torch.rows(table, Torch.longs(ids)), sizes);
    }

    private static SequenceGraph.Neighbours neighbours(SequenceGraph graph, SequenceBatch batch) {
        return graph.of(batch.items(), batch.mixed().layout());
    }

    private Packed input(RowEncoder row, RowEncoder.Views views, SequenceBatch batch, Dropout dropout) {
        return row.input(views, embedding.positions(batch.mixed()), batch.mixed(), dropout);
    }

    /** A target token's label is the user's next item of the target domain. */
    @Override
    public Objective<?> objective(TrainingData data, Seeds seeds) {
        return Objective.of(
                new MgclCollator(data, seeds, target, config)::collate,
                (batch, seed) -> {
                    Dropout dropout = Dropout.seeded(config.dropout, seed);
                    return loss(batch, states(batch.transfer().sequences(), staticItems(), dropout), dropout);
                },
                batch -> batch.transfer().tokens());
    }

    /** At all target tokens. */
    States states(PairedSequences sequences, Tensor g, Dropout dropout) {
        Layout all = sequences.target().mixed().layout();
        return states(sequences, g, all, config.alignment.known(sequences), dropout);
    }

    /** Parts: the prediction's, averaged over a user's targets, then over users; then the contrasts of users, target items and source items, as far as they have a weight. */
    Loss loss(MgclBatch batch, States states, Dropout dropout) {
        Targets targets = batch.transfer().targets();
        Tensor z = Torch.rows(states.z.values(), Torch.longs(targets.rows())); // [t, d]
        SampledSoftmax.Form form = SampledSoftmax.Form.of(config.temperature);
        Loss loss = Loss.of(softmax, Items.of(embedding.items()), List.of(new SampledSoftmax.Term(z, targets)), form);
        if (config.userContrast > 0) {
            Loss users = Contrast.loss(states.a.values(), states.aligned.values(), batch.users());
            loss = loss.plus(config.userContrast, users);
        }
        if (config.targetContrast > 0) {
            loss = loss.plus(config.targetContrast, items(states.target, ofTarget, batch.targets(), dropout));
        }
        if (config.sourceContrast > 0) {
            loss = loss.plus(config.sourceContrast, items(states.source, ofSource, batch.sources(), dropout));
        }
        return loss;
    }

    /** Between the items' two views, each passed through a layer that serves nothing else. */
    private Loss items(RowEncoder.Views views, Linear ofDynamic, Contrast.Pairs pairs, Dropout dropout) {
        Tensor first = dropout.apply(ofStatic.forward(views.fixed()));
        return Contrast.loss(first, dropout.apply(ofDynamic.forward(views.dynamic())), pairs);
    }

    /** Convolves the graph of users and items, once for all answers. */
    @Override
    public void prepare() {
        prepared.update(this::staticItems);
    }

    /** z at the newest target token; zero for who has none, whatever the source says. */
    @Override
    public Tensor queries(QueryBatch batch, int domain) {
        PairedSequences sequences = PairedSequences.of(catalog, target, batch.window(), batch.histories());
        Layout latest = sequences.target().mixed().layout().latest();
        int[] known = atNewest(sequences.target().mixed().layout(), config.alignment.known(sequences));
        return states(sequences, prepared.value(), latest, known, Dropout.off())
                .z
                .newest();
    }

    /** The others know of nothing, so that nothing is computed for them. */
    private static int[] atNewest(Layout targets, int[] known) {
        int[] newest = new int[known.length];
        for (int row : targets.rowsOf(targets.latest())) {
            newest[row] = known[row];
        }
        return newest;
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
