package org.interweave.benchmarks;

import org.interweave.core.batch.NextItemBatch;
import org.interweave.core.data.Catalog;
import org.interweave.core.sample.Seeds;
import org.interweave.learn.model.GradientClearing;
import org.interweave.learn.model.Loss;
import org.interweave.learn.model.TrainingConfig;
import org.interweave.learn.model.merit.Merit;
import org.interweave.learn.nn.Dropout;
import org.interweave.learn.torch.AdamW;
import org.interweave.learn.torch.Step;
import org.interweave.learn.train.RunConfig;

/** The production step: the calls that the trainer makes, in its order. */
final class PackedStep implements TrainingStep {
    private final TrainingConfig training;
    private final double dropout;
    private final Seeds seeds;
    private final Merit model;
    private final AdamW optimizer;

    PackedStep(RunConfig config, Catalog catalog, int window) {
        Merit.Config settings = (Merit.Config) config.settings();
        training = config.training();
        dropout = settings.dropout();
        seeds = new Seeds(training.seed());
        model = new Merit(settings, catalog, window, seeds.derive("weights"));
        optimizer = new AdamW(
                model.parameters(), training.beta1(), training.beta2(), training.epsilon(), training.weightDecay());
    }

    @Override
    public void run(NextItemBatch batch, int number, Laps laps) {
        Step.compute(() -> {
            laps.skip();
            if (training.gradientClearing() == GradientClearing.STEP) {
                optimizer.clearGradients();
                laps.end(Phase.OPTIMISER);
            }
            Dropout masks = Dropout.seeded(dropout, seeds.derive("dropout", 1, number));
            Merit.States states = model.states(batch.sequences(), masks);
            laps.end(Phase.FORWARD);
            Loss loss = model.loss(batch, states);
            laps.end(Phase.LOSS);
            loss.backward();
            laps.end(Phase.BACKWARD);
            optimizer.step(training.learningRate());
            laps.end(Phase.OPTIMISER);
            return loss.value();
        });
    }

    @Override
    public double lossWithoutDropout(NextItemBatch batch) {
        return Step.infer(() -> model.loss(batch, model.states(batch.sequences(), Dropout.off()))
                .value());
    }

    @Override
    public long parameters() {
        return model.parameters().count();
    }
}
