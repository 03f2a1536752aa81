package org.interweave.learn.model;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.interweave.core.batch.QueryBatch;
import org.interweave.core.data.Catalog;
import org.interweave.core.data.Domain;
import org.interweave.core.sample.Seeds;
import org.interweave.core.split.TrainingData;
import org.interweave.learn.model.sasrec.Sasrec;
import org.interweave.learn.nn.EncoderProfile;
import org.interweave.learn.torch.AdamW;
import org.interweave.learn.torch.Parameters;
import org.interweave.learn.torch.Step;
import org.interweave.learn.torch.Torch;
import org.interweave.learn.train.RunConfig;

/** What tests of models that transfer into one target domain share: small models for domain d0 of two toy domains, and what they are without a source, SASRec. */
public final class TransferModels {
    public static final int WIDTH = 16;
    /** Items 1..20 are the target's. */
    public static final Catalog TOY = new Toy(2, 1).catalog();

    public static final Catalog FOOD_KITCHEN =
            new Catalog(List.of(new Domain("food", 1, 11_837), new Domain("kitchen", 11_838, 28_095)));
    public static final Catalog BEAUTY_ELECTRONICS =
            new Catalog(List.of(new Domain("beauty", 1, 10_379), new Domain("electronics", 10_380, 24_567)));

    private TransferModels() {}

    /** Small settings without dropout, changed by those given. */
    public static Record small(String id, String... settings) {
        return RunConfig.defaults(id)
                .with(List.of("target=d0", "width=" + WIDTH, "heads=2", "dropout=0", "negatives=" + Toy.NEGATIVES))
                .with(List.of(settings))
                .settings();
    }

    /** A small one whose weights depend on their names alone. */
    public static Recommender toy(String id, Catalog catalog, int window, String... settings) {
        TrainingData nothing = new TrainingData(catalog, window, new int[0], user -> new int[0]);
        Recommender model = Models.byId(id).build(small(id, settings), nothing, 0);
        model.parameters().named().forEach(Toy::refill);
        return model;
    }

    /** The number of parameters with the defaults and these settings. */
    public static long count(String id, Catalog catalog, String... settings) {
        Record config = RunConfig.defaults(id).with(List.of(settings)).settings();
        TrainingData nothing = new TrainingData(catalog, 47, new int[0], user -> new int[0]);
        return Models.byId(id).build(config, nothing, 0).parameters().count();
    }

    /** A SASRec with the model's tables and with its target encoder. */
    public static Sasrec sasrec(Recommender model, EncoderProfile profile) {
        TrainingData nothing = new TrainingData(TOY, Toy.WINDOW, new int[0], user -> new int[0]);
        Record config = small("sasrec", "target=", "profile=" + profile);
        Sasrec sasrec = (Sasrec) Models.byId("sasrec").build(config, nothing, 0);
        var values = model.parameters().named();
        sasrec.parameters().named().forEach((name, tensor) -> {
            String own = name.startsWith("final_norm") ? "encoder.target." + name : name;
            Parameters.assign(tensor, values.get(own.replaceFirst("^encoder\\.0", "encoder.target.0")));
        });
        return sasrec;
    }

    public static void fill(Recommender model, String prefix, float value) {
        model.parameters().named().forEach((name, tensor) -> {
            if (name.startsWith(prefix)) {
                float[] values = new float[(int) tensor.numel()];
                Arrays.fill(values, value);
                Parameters.assign(tensor, Torch.floats(values, tensor.shape()));
            }
        });
    }

    /** A row per history. */
    public static float[][] queries(Recommender model, int[]... histories) {
        QueryBatch batch = new QueryBatch(TOY, Toy.WINDOW, List.of(histories));
        return rows(Step.infer(() -> Torch.array(model.queries(batch, 0))));
    }

    public static float[][] rows(float[] flat) {
        return IntStream.range(0, flat.length / WIDTH)
                .mapToObj(i -> Arrays.copyOfRange(flat, i * WIDTH, (i + 1) * WIDTH))
                .toArray(float[][]::new);
    }

    /** The loss of all users as one batch. */
    public static double loss(Recommender model, TrainingData data, long dropoutSeed) {
        Objective.Lesson lesson = model.objective(data, new Seeds(3)).lesson(data.users(), 1);
        return Step.compute(() -> lesson.loss().apply(dropoutSeed).value());
    }

    /** The gradients of the items' vectors, a row per id. */
    public static float[][] itemGradients(Recommender model, TrainingData data) {
        Objective.Lesson lesson = model.objective(data, new Seeds(3)).lesson(data.users(), 1);
        return rows(Step.compute(() -> {
            lesson.loss().apply(0).backward();
            Tensor items = model.parameters().gradients().get("item_embedding");
            return Torch.array(items);
        }));
    }

    /** Eight users of two toy domains. */
    public static TrainingData few() {
        Toy toy = new Toy(2, 5);
        return new TrainingData(
                toy.catalog(), Toy.WINDOW, toy.members(8, 0), toy.data().items());
    }

    /** The loss after a small model with fresh weights has seen the few users 200 times. */
    public static double afterLearningByHeart(String id, String... settings) {
        TrainingData data = few();
        Recommender model = Models.byId(id).build(small(id, settings), data, 3);
        AdamW optimizer = new AdamW(model.parameters(), 0.9, 0.999, 1e-8, 0);
        double last = Double.NaN;
        for (int step = 0; step < 200; step++) {
            Objective.Lesson lesson = model.objective(data, new Seeds(5)).lesson(data.users(), step);
            last = Step.compute(() -> {
                optimizer.clearGradients();
                Loss loss = lesson.loss().apply(0);
                loss.backward();
                optimizer.step(0.01);
                return loss.value();
            });
        }
        return last;
    }
}
