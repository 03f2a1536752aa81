package org.interweave.benchmarks;

import java.util.List;
import org.bytedeco.pytorch.AdamW;
import org.bytedeco.pytorch.AdamWOptions;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.interweave.benchmarks.padded.PaddedBatch;
import org.interweave.benchmarks.padded.PaddedMerit;
import org.interweave.benchmarks.padded.Weights;
import org.interweave.core.batch.NextItemBatch;
import org.interweave.core.data.Catalog;
import org.interweave.core.sample.Seeds;
import org.interweave.learn.model.GradientClearing;
import org.interweave.learn.model.TrainingConfig;
import org.interweave.learn.model.merit.Merit;
import org.interweave.learn.torch.Step;
import org.interweave.learn.train.RunConfig;

/** The padded reference with libtorch's dropout, autograd and AdamW. What padding in Java costs is not counted: the authors' code pads ahead of time. */
final class PaddedStep implements TrainingStep {
    private final TrainingConfig training;
    private final Weights weights;
    private final PaddedMerit model;
    private final PaddedMerit withoutDropout;
    private final AdamW optimizer;
    private final int usersAtOnce;

    /** @param usersAtOnce gradients of chunks of this many users are summed, which gives the whole batch's */
    PaddedStep(RunConfig config, Catalog catalog, int window, int usersAtOnce) {
        Merit.Config settings = (Merit.Config) config.settings();
        training = config.training();
        this.usersAtOnce = usersAtOnce;
        long seed = new Seeds(training.seed()).derive("weights");
        weights = new Weights(new Merit(settings, catalog, window, seed).parameters());
        model = new PaddedMerit(settings, catalog.domainCount(), weights, settings.dropout());
        withoutDropout = new PaddedMerit(settings, catalog.domainCount(), weights, 0);
        AdamWOptions options = new AdamWOptions(training.learningRate());
        options.betas().put(training.beta1(), training.beta2());
        options.eps().put(training.epsilon());
        options.weight_decay().put(training.weightDecay());
        optimizer = new AdamW(weights.vector(), options);
    }

    @Override
    public void run(NextItemBatch batch, int number, Laps laps) {
        List<PaddedBatch> chunks = PaddedBatch.chunks(batch, usersAtOnce);
        laps.skip();
        if (training.gradientClearing() == GradientClearing.STEP) {
            optimizer.zero_grad();
            laps.end(Phase.OPTIMISER);
        }
        for (PaddedBatch chunk : chunks) {
            Step.compute(() -> {
                List<Tensor> states = model.states(chunk);
                laps.end(Phase.FORWARD);
                Tensor loss = sum(model.losses(chunk, states));
                laps.end(Phase.LOSS);
                loss.backward();
                laps.end(Phase.BACKWARD);
                return loss.item_double();
            });
        }
        laps.skip();
        Step.compute(() -> {
            optimizer.step();
            return 0;
        });
        laps.end(Phase.OPTIMISER);
    }

    private static Tensor sum(List<Tensor> parts) {
        return torch.stack(new TensorVector(parts.toArray(new Tensor[0]))).sum();
    }

    @Override
    public double lossWithoutDropout(NextItemBatch batch) {
        double loss = 0;
        for (PaddedBatch chunk : PaddedBatch.chunks(batch, usersAtOnce)) {
            loss += Step.infer(() -> sum(withoutDropout.losses(chunk, withoutDropout.states(chunk)))
                    .item_double());
        }
        return loss;
    }

    @Override
    public long parameters() {
        return weights.tensors().values().stream().mapToLong(Tensor::numel).sum();
    }
}
