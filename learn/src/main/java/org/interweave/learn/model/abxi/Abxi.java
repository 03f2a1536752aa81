package org.interweave.learn.model.abxi;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.interweave.core.batch.AlignedBatch;
import org.interweave.core.batch.MixedLoss;
import org.interweave.core.batch.NextItemCollator;
import org.interweave.core.batch.NextItemTask;
import org.interweave.core.batch.NextItemTask.MixedNegatives;
import org.interweave.core.batch.QueryBatch;
import org.interweave.core.batch.SequenceBatch;
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
import org.interweave.learn.nn.SampledSoftmax;
import org.interweave.learn.nn.SequenceEmbedding;
import org.interweave.learn.nn.SwiGlu;
import org.interweave.learn.nn.TableInit;
import org.interweave.learn.torch.Libtorch;
import org.interweave.learn.torch.Parameters;

/** The model. Sequence 0 is the merged one X, sequence k + 1 is that of domain k. */
public final class Abxi implements Recommender {
    /** The published code's second version, Food-Kitchen. */
    static final TrainingConfig TRAINING = TrainingConfig.BASELINE.withWeightDecay(3);

    public static final ModelEntry<Config> ENTRY = new ModelEntry<>(
            "abxi",
            Config.class,
            Config.PUBLISHED,
            TRAINING,
            (config, catalog) -> TargetDomain.negatives(config.negatives, "", catalog),
            (config, data, seed) -> new Abxi(config, data.catalog(), data.window(), seed),
            AbxiParity::check);

    /**
     * @param width d
     * @param heads of the attention; must divide the width
     * @param expertWidth f, inner width of the feed-forward nets; 0 means 8/3 of the width, rounded down to a multiple of 8
     * @param domainRank of the adapters that make the shared encoder a sequence's own
     * @param invariantRank of the adapters that bend the invariant interest to a domain
     * @param dropout probability, on embeddings and on every branch of a residual sum
     * @param temperature tau
     * @param negatives drawn per step from each domain
     * @param tableInit initial item and position vectors
     * @param lossKernel who computes the sampled softmax
     */
    public record Config(
            @Meaning("of every token vector") int width,

            @Meaning("of the attention; must divide width") int heads,

            @Meaning("inner, of feed-forward nets; 0 = 8/3 of width")
            int expertWidth,

            @Meaning("of each sequence's adapter in the encoder")
            int domainRank,

            @Meaning("of a domain's adapter of the invariant")
            int invariantRank,

            @Meaning("probability") double dropout,
            @Meaning("scores are divided by it") double temperature,
            @Meaning("drawn per step from each domain") int negatives,

            @Meaning("initial item and position vectors") TableInit tableInit,

            @Meaning("computes the loss; auto: vector if Java has it")
            LossKernel lossKernel) {
        /** The published code's, with its ranks for Food-Kitchen. */
        public static final Config PUBLISHED =
                new Config(256, 2, 0, 16, 64, 0.5, 0.75, 128, TableInit.TRUNCATED_NORMAL, LossKernel.AUTO);

        public Config {
            Bounds.attention(width, heads);
            Bounds.atLeast(0, "expertWidth", expertWidth);
            Bounds.atLeast(1, "domainRank", domainRank);
            Bounds.atLeast(1, "invariantRank", invariantRank);
            Bounds.probability("dropout", dropout);
            Bounds.positive("temperature", temperature);
            Bounds.atLeast(1, "negatives", negatives);
        }

        /** f. */
        public int innerWidth() {
            return expertWidth > 0 ? expertWidth : SwiGlu.usualInner(width);
        }
    }

    private final Config config;
    private final Catalog catalog;
    private final Parameters parameters = new Parameters();
    private final SequenceEmbedding embedding;
    private final SharedEncoder encoder;
    private final SwiGlu projector;
    private final List<DomainHead> heads = new ArrayList<>();
    private final SampledSoftmax softmax;

    public Abxi(Config config, Catalog catalog, int window, long seed) {
        this.config = config;
        this.catalog = catalog;
        this.softmax = config.lossKernel.create();
        Libtorch.seed(seed);
        Parameters.Scope root = parameters.root();
        embedding = new SequenceEmbedding(root, catalog.items(), window, config.width, config.tableInit);
        encoder = new SharedEncoder(root.child("encoder"), sequenceNames(catalog.domainCount()), config);
        projector = new SwiGlu(root.child("invariant"), List.of("ffn"), config.width, config.innerWidth());
        for (int k = 0; k < catalog.domainCount(); k++) {
            heads.add(new DomainHead(root, k, config));
        }
    }

    static List<String> sequenceNames(int domains) {
        List<String> names = new ArrayList<>(List.of("mixed"));
        for (int k = 0; k < domains; k++) {
            names.add(Integer.toString(k));
        }
        return names;
    }

    /**
     * @param sequences H2_X [P, d], then H2_k [P_k, d] of every domain
     * @param fused per domain h = u + v at the steps whose target lies in it [t, d]
     */
    public record States(List<Packed> sequences, List<Tensor> fused) {}

    /** Equations (1)-(7) at every step that has something to predict. */
    public States states(AlignedBatch batch, Dropout dropout) {
        List<Packed> h0 = embedding.forward(batch.sequences(), dropout);
        List<Packed> h2 = new ArrayList<>();
        for (int s = 0; s < h0.size(); s++) {
            h2.add(encoder.forward(s, h0.get(s), h0.get(s), dropout));
        }
        Tensor x = h2.get(0).values(); // [P, d]
        Tensor invariant = projector.forward(x).get(0); // [P, d]
        List<Tensor> fused = new ArrayList<>();
        for (int k = 0; k < heads.size(); k++) {
            AlignedBatch.DomainTargets steps = batch.domains().get(k);
            DomainHead head = heads.get(k);
            Tensor u = head.invariant(x, invariant, steps.targets().rows(), dropout); // [t, d]
            Tensor v = head.own(h2.get(k + 1).values(), steps.ownRows(), dropout);
            fused.add(u.add(v));
        }
        return new States(h2, fused);
    }

    /** InfoNCE at every step, averaged over a user's steps with a target in a domain, then over users, and summed over domains. */
    @Override
    public Objective<AlignedBatch> objective(TrainingData data, Seeds seeds) {
        NextItemTask task =
                new NextItemTask(config.negatives, MixedNegatives.EVERY_DOMAIN, MixedLoss.PER_DOMAIN, false);
        NextItemCollator collator = new NextItemCollator(data, seeds, task);
        return Objective.of(
                (users, epoch) -> AlignedBatch.of(catalog, collator.collate(users, epoch)),
                (batch, seed) -> loss(batch, states(batch, Dropout.seeded(config.dropout, seed))),
                AlignedBatch::targets);
    }

    /** The loss of states that {@link #states} has worked out for the same batch. */
    public Loss loss(AlignedBatch batch, States states) {
        List<SampledSoftmax.Term> terms = new ArrayList<>();
        for (int k = 0; k < heads.size(); k++) {
            terms.add(new SampledSoftmax.Term(
                    states.fused.get(k), batch.domains().get(k).targets()));
        }
        return Loss.of(softmax, Items.of(embedding.items()), terms, SampledSoftmax.Form.of(config.temperature));
    }

    /** u + v at the latest item of the merged sequence and the latest of the domain, whose items stand side by side here, as nothing is known of the targets between. */
    @Override
    public Tensor queries(QueryBatch batch, int domain) {
        Tensor x = latest(0, batch.sequences()); // [U, d]
        Tensor own = latest(domain + 1, batch.sequences(domain)); // [U, d]
        int[] all = IntStream.range(0, batch.users()).toArray();
        DomainHead head = heads.get(domain);
        Tensor u = head.invariant(x, projector.forward(x).get(0), all, Dropout.off());
        return u.add(head.own(own, all, Dropout.off()));
    }

    /** H2 at every user's latest token, zero where there is none. */
    private Tensor latest(int sequence, SequenceBatch tokens) {
        Packed h0 = embedding.mixed(tokens, Dropout.off());
        return encoder.forward(sequence, h0.latest(), h0, Dropout.off()).newest();
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
