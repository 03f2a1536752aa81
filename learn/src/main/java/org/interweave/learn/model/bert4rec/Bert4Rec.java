package org.interweave.learn.model.bert4rec;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.interweave.core.batch.ClozeBatch;
import org.interweave.core.batch.ClozeCollator;
import org.interweave.core.batch.ClozeTask;
import org.interweave.core.batch.ClozeTokens;
import org.interweave.core.batch.Layout;
import org.interweave.core.batch.QueryBatch;
import org.interweave.core.batch.SequenceBatch;
import org.interweave.core.batch.Targets;
import org.interweave.core.data.Catalog;
import org.interweave.core.data.Domain;
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
import org.interweave.learn.nn.LayerNorm;
import org.interweave.learn.nn.LossKernel;
import org.interweave.learn.nn.Meaning;
import org.interweave.learn.nn.Packed;
import org.interweave.learn.nn.SampledSoftmax;
import org.interweave.learn.nn.SequenceEmbedding;
import org.interweave.learn.torch.Libtorch;
import org.interweave.learn.torch.Parameters;
import org.interweave.learn.torch.Torch;

/**
 * The model. Without a target it reads and ranks all domains (BERT4Rec-dt); with one it knows that domain and nothing else (BERT4Rec-st).
 *
 * <p>A token knows what comes before and after it. So items are hidden behind MASK and guessed from both sides, and a MASK after the newest item asks what comes next.
 */
public final class Bert4Rec implements Recommender {
    public static final ModelEntry<Config> ENTRY = new ModelEntry<>(
            "bert4rec",
            Config.class,
            Config.DEFAULT,
            TrainingConfig.BASELINE,
            (config, catalog) -> TargetDomain.negatives(config.objective.negatives(config), config.target, catalog),
            (config, data, seed) -> new Bert4Rec(config, data.catalog(), data.window(), seed),
            Bert4RecParity::check);

    /** Of matrices and tables at first, which are cut at twice as much. */
    static final double DEVIATION = 0.02;
    /** As in the authors' code. Small embeddings go straight into a norm, so that it matters. */
    static final double NORM_EPSILON = 1e-12;

    /**
     * @param target the only domain to know; the empty name for all
     * @param objective what a hidden item is told from
     * @param layers blocks
     * @param width d
     * @param heads of every attention; must divide the width
     * @param dropout probability, on embeddings and on every branch of a residual sum
     * @param attentionDropout probability, on the weights of attention
     * @param temperature scores are divided by it in training, where items are sampled
     * @param negatives drawn per hidden item from each domain, where items are sampled
     * @param maskedShare rho, of a sequence's items; at least one is hidden
     * @param lastOnlyShare of sequences, in which the newest item alone is hidden
     * @param lossKernel who computes the sampled softmax
     */
    public record Config(
            @Meaning("the only domain to know; none: all domains")
            String target,

            @Meaning("a hidden item against samples or all items")
            ClozeObjective objective,

            @Meaning("blocks of the encoder") int layers,
            @Meaning("of every token vector") int width,

            @Meaning("of every attention; must divide width")
            int heads,

            @Meaning("probability") double dropout,
            @Meaning("the same, on weights of attention") double attentionDropout,
            @Meaning("scores are divided by it") double temperature,

            @Meaning("drawn per hidden item from each domain")
            int negatives,

            @Meaning("share of a sequence that is hidden") double maskedShare,

            @Meaning("share that hides only its newest item")
            double lastOnlyShare,

            @Meaning("computes the loss; auto: vector if Java has it")
            LossKernel lossKernel) {
        /** BERT4Rec's formulas and masks, with the sizes and the loss that MERIT's comparison gives every system. Its code masks ten copies of a sequence, and the last item of one. */
        public static final Config DEFAULT =
                new Config("", ClozeObjective.SAMPLED, 1, 256, 2, 0.5, 0.2, 0.75, 128, 0.6, 1.0 / 11, LossKernel.AUTO);

        public Config {
            Bounds.atLeast(1, "layers", layers);
            Bounds.attention(width, heads);
            Bounds.probability("dropout", dropout);
            Bounds.probability("attentionDropout", attentionDropout);
            Bounds.positive("temperature", temperature);
            Bounds.atLeast(1, "negatives", negatives);
            Bounds.share("maskedShare", maskedShare);
            Bounds.share("lastOnlyShare", lastOnlyShare);
        }

        ClozeTask task() {
            return new ClozeTask(objective.negatives(this), maskedShare, lastOnlyShare);
        }
    }

    private final Config config;
    private final OptionalInt target;
    private final Catalog known;
    private final ClozeTokens tokens;
    private final Parameters parameters = new Parameters();
    private final SequenceEmbedding embedding;
    private final LayerNorm embeddingNorm;
    private final List<BidirectionalBlock> blocks;
    private final PredictionHead head;
    private final Tensor itemBias;
    private final ClozeObjective.OfTerms objective;

    /** @param window the most items that a query reads */
    public Bert4Rec(Config config, Catalog catalog, int window, long seed) {
        this.config = config;
        this.target = TargetDomain.of(config.target, catalog);
        this.known = target.isPresent() ? catalog.only(target.getAsInt()) : catalog;
        this.tokens = new ClozeTokens(known, window);
        Libtorch.seed(seed);
        Parameters.Scope root = parameters.root();
        embedding = new SequenceEmbedding(root, tokens.mask(), tokens.window(), config.width);
        embeddingNorm = new LayerNorm(root.child("embedding_norm"), config.width, NORM_EPSILON);
        blocks = IntStream.range(0, config.layers)
                .mapToObj(i -> new BidirectionalBlock(root.child("encoder." + i), config))
                .toList();
        head = new PredictionHead(root.child("head"), config.width);
        itemBias = root.constant("item_bias", 0, tokens.mask() + 1L);
        parameters.truncateFactors(DEVIATION);
        objective = config.objective.build(config);
    }

    /** H at the tokens of a layout, which read all tokens of their user. @shape → one row per token of the layout @paper §3.3, §3.4 */
    Packed states(SequenceBatch batch, Layout at, Dropouts dropouts) {
        Packed h = embedding
                .mixed(batch, Dropout.off())
                .map(embeddingNorm::forward)
                .map(dropouts.hidden()::apply); // [P, d]
        for (int i = 0; i < blocks.size(); i++) {
            boolean last = i + 1 == blocks.size();
            h = blocks.get(i).forward(h, last ? at : h.layout(), dropouts);
        }
        return h;
    }

    /** G: what the scores of items are made with. @shape [n, d] → [n, d] */
    Tensor head(Tensor states) {
        return head.forward(states);
    }

    /** G behind every MASK. @shape → [MASKs, d] */
    private Tensor guesses(SequenceBatch batch, Dropouts dropouts) {
        return head(states(batch, tokens.masks(batch).layout(), dropouts).values());
    }

    /**
     * Hidden items are the targets; each domain's loss is averaged over those of a user that lie in it, then over users.
     *
     * @paper §3.6
     * @departs all hidden items of a batch weigh the same in the authors' code, and they are told from all items; the latter is a setting
     */
    @Override
    public Objective<ClozeBatch> objective(TrainingData data, Seeds seeds) {
        TrainingData own = target.isPresent() ? data.only(target.getAsInt()) : data;
        return Objective.of(
                new ClozeCollator(own, seeds, config.task())::collate,
                (batch, seed) -> loss(batch, Dropouts.seeded(config, seed)),
                batch -> batch.sequences().items().length);
    }

    /** The sum of the domains' losses, one part each. */
    Loss loss(ClozeBatch batch, Dropouts dropouts) {
        Tensor g = guesses(batch.sequences(), dropouts);
        List<SampledSoftmax.Term> terms = new ArrayList<>();
        for (Domain domain : known.domains()) {
            Targets own = batch.targets().in(domain);
            terms.add(new SampledSoftmax.Term(Torch.rows(g, Torch.longs(own.rows())), own));
        }
        return objective.of(new Items(embedding.items(), Optional.of(itemBias)), terms);
    }

    /** What is behind a MASK after the newest item, whichever domain is asked for. Who has no item is asked by MASK alone. */
    @Override
    public Tensor queries(QueryBatch batch, int domain) {
        QueryBatch own = target.isPresent() ? batch.only(target.getAsInt()) : batch;
        return guesses(tokens.asking(own), Dropouts.OFF);
    }

    @Override
    public boolean ranks(int domain) {
        return target.isEmpty() || target.getAsInt() == domain;
    }

    @Override
    public Items items(int domain) {
        Domain own = known.domain(target.isPresent() ? 0 : domain);
        Tensor bias = Torch.span(itemBias, own.firstItem(), own.size());
        return new Items(embedding.items(own).vectors(), Optional.of(bias));
    }

    @Override
    public Parameters parameters() {
        return parameters;
    }

    ClozeTokens tokens() {
        return tokens;
    }
}
