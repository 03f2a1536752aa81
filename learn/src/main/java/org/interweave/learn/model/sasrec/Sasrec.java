package org.interweave.learn.model.sasrec;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
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
import org.interweave.learn.nn.CausalEncoder;
import org.interweave.learn.nn.Dropout;
import org.interweave.learn.nn.EmbeddingScale;
import org.interweave.learn.nn.Items;
import org.interweave.learn.nn.LossKernel;
import org.interweave.learn.nn.Meaning;
import org.interweave.learn.nn.Packed;
import org.interweave.learn.nn.SampledSoftmax;
import org.interweave.learn.nn.SequenceEmbedding;
import org.interweave.learn.torch.Libtorch;
import org.interweave.learn.torch.Parameters;
import org.interweave.learn.torch.Torch;

/** The model. Without a target it reads and ranks all domains (SASRec-dt); with one it knows that domain and nothing else (SASRec-st). */
public final class Sasrec implements Recommender {
    public static final ModelEntry<Config> ENTRY = new ModelEntry<>(
            "sasrec",
            Config.class,
            Config.DEFAULT,
            TrainingConfig.BASELINE,
            (config, catalog) -> TargetDomain.negatives(config.negatives, config.target, catalog),
            (config, data, seed) -> new Sasrec(config, data.catalog(), data.window(), seed),
            SasrecParity::check);

    /**
     * @param target the only domain to know; the empty name for all
     * @param encoder what every encoder is built like
     * @param dropout probability, on embeddings and on every branch of a residual sum, and after the ReLU
     * @param temperature scores are divided by it in training
     * @param negatives drawn per position from each domain
     * @param mixedNegatives which domains' negatives a target is told from
     * @param embeddingScale what items' vectors are multiplied with as inputs
     * @param lossKernel who computes the sampled softmax
     */
    public record Config(
            @Meaning("the only domain to know; none: all domains")
            String target,

            CausalEncoder.Shape encoder,

            @Meaning("probability") double dropout,
            @Meaning("scores are divided by it") double temperature,
            @Meaning("drawn per position from each domain") int negatives,

            @Meaning("whose negatives a target is told from")
            MixedNegatives mixedNegatives,

            @Meaning("factor of items' vectors as inputs") EmbeddingScale embeddingScale,

            @Meaning("computes the loss; auto: vector if Java has it")
            LossKernel lossKernel) {
        /** SASRec's formulas with the sizes that MERIT's comparison gives every system. */
        public static final Config DEFAULT = new Config(
                "",
                CausalEncoder.Shape.DEFAULT,
                0.5,
                0.75,
                128,
                MixedNegatives.EVERY_DOMAIN,
                EmbeddingScale.ONE,
                LossKernel.AUTO);

        public Config {
            Bounds.probability("dropout", dropout);
            Bounds.positive("temperature", temperature);
            Bounds.atLeast(1, "negatives", negatives);
        }
    }

    private final Config config;
    private final OptionalInt target;
    private final Catalog known;
    private final Parameters parameters = new Parameters();
    private final SequenceEmbedding embedding;
    private final CausalEncoder encoder;
    private final SampledSoftmax softmax;

    public Sasrec(Config config, Catalog catalog, int window, long seed) {
        this.config = config;
        this.target = TargetDomain.of(config.target, catalog);
        this.known = target.isPresent() ? catalog.only(target.getAsInt()) : catalog;
        this.softmax = config.lossKernel.create();
        Libtorch.seed(seed);
        Parameters.Scope root = parameters.root();
        double scale = config.embeddingScale.of(config.encoder.width());
        embedding = new SequenceEmbedding(root, known.items(), window, config.encoder.width(), scale);
        encoder = CausalEncoder.of(root.child("encoder"), root, config.encoder);
    }

    /** What every token knows of what comes next. @shape → [P, d] @paper §III-A to III-D */
    Packed states(SequenceBatch batch, Dropout dropout) {
        return encoder.forward(embedding.mixed(batch, dropout), dropout);
    }

    /**
     * Every token has the user's next item as its target, of any domain the model knows; each domain's loss is averaged over a user's targets in it, then over users.
     *
     * @departs the paper's binary cross-entropy with one negative gives way to the sampled softmax that all systems of the comparison share
     */
    @Override
    public Objective<NextItemBatch> objective(TrainingData data, Seeds seeds) {
        TrainingData own = target.isPresent() ? data.only(target.getAsInt()) : data;
        NextItemTask task = new NextItemTask(config.negatives, config.mixedNegatives, MixedLoss.PER_DOMAIN, false);
        return Objective.of(
                new NextItemCollator(own, seeds, task)::collate,
                (batch, seed) -> loss(batch.mixed(), states(batch.sequences(), Dropout.seeded(config.dropout, seed))),
                batch -> batch.sequences().items().length);
    }

    /** The sum of the domains' losses, one part each. */
    Loss loss(Targets targets, Packed states) {
        List<SampledSoftmax.Term> terms = new ArrayList<>();
        for (Domain domain : known.domains()) {
            Targets own = targets.in(domain);
            terms.add(new SampledSoftmax.Term(Torch.rows(states.values(), Torch.longs(own.rows())), own));
        }
        return Loss.of(softmax, Items.of(embedding.items()), terms, SampledSoftmax.Form.of(config.temperature));
    }

    /** The state of the newest token, whichever domain is asked for; zero for who has none. */
    @Override
    public Tensor queries(QueryBatch batch, int domain) {
        QueryBatch own = target.isPresent() ? batch.only(target.getAsInt()) : batch;
        Packed x = embedding.mixed(own.sequences(), Dropout.off());
        return encoder.forward(x, x.layout().latest(), Dropout.off()).newest();
    }

    @Override
    public boolean ranks(int domain) {
        return target.isEmpty() || target.getAsInt() == domain;
    }

    @Override
    public Items items(int domain) {
        return embedding.items(known.domain(target.isPresent() ? 0 : domain));
    }

    @Override
    public Parameters parameters() {
        return parameters;
    }
}
