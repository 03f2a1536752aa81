package org.interweave.learn.model.cdasr;

import java.util.stream.Stream;
import org.interweave.core.batch.QueryBatch;
import org.interweave.core.batch.SourceScope;
import org.interweave.core.batch.TransferBatch;
import org.interweave.core.data.DataException;
import org.interweave.learn.model.Fixture;
import org.interweave.learn.model.ParityReport;
import org.interweave.learn.model.ParityReport.Comparison;
import org.interweave.learn.model.TransferFixture;
import org.interweave.learn.nn.Dropout;
import org.interweave.learn.torch.Step;

/** Runs CD-ASR's production path on a padded fixture. */
final class CdAsrParity {
    private final Fixture fixture;
    private final CdAsr model;
    private final Comparison inputs = new Comparison("inputs");
    private final Comparison states = new Comparison("states");
    private final Comparison losses = new Comparison("losses");
    private final Comparison gradients = new Comparison("gradients");
    private final Comparison scores = new Comparison("scores");

    private CdAsrParity(Fixture fixture) {
        this.fixture = fixture;
        this.model = new CdAsr(config(fixture), fixture.catalog(), fixture.integer("length"), 0);
    }

    static ParityReport check(Fixture fixture) {
        return new CdAsrParity(fixture).run();
    }

    private ParityReport run() {
        fixture.loadInto(model.parameters());
        TransferFixture transfer = new TransferFixture(fixture, inputs);
        TransferBatch batch = transfer.batch(fixture.trainingData("training_sequence"));
        QueryBatch queries = transfer.queries();
        Step.compute(() -> {
            CdAsr.States found = model.states(batch.sequences(), Dropout.off());
            fixture.compare(states, "state.target", Fixture.pad(found.current(), queries.users()));
            fixture.compare(states, "state.context", Fixture.pad(found.general(), queries.users()));
            fixture.compare(states, "state.final", Fixture.pad(found.both(), queries.users()));
            transfer.compareLoss(losses, gradients, model, model.loss(batch.targets(), found.both()));
            return null;
        });
        Step.infer(() -> {
            transfer.compareScores(scores, model, queries);
            return null;
        });
        return new ParityReport(
                fixture.file(),
                Stream.of(inputs, states, losses, gradients, scores)
                        .map(Comparison::group)
                        .toList());
    }

    private static CdAsr.Config config(Fixture fixture) {
        if (!fixture.text("query").equals("state")) {
            throw new DataException(fixture.file() + ": metadata query is '" + fixture.text("query")
                    + "', expected state: general preference is looked up with the state of the same token");
        }
        return new CdAsr.Config(
                fixture.catalog().domain(fixture.integer("target_domain")).name(),
                fixture.encoder(),
                0,
                fixture.number("temperature"),
                fixture.integer("negatives"),
                SourceVectors.ITEMS,
                fixture.constant("fusion", Fusion.class),
                fixture.constant("scope", SourceScope.class),
                fixture.kernel());
    }
}
