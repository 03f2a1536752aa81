package org.interweave.learn.model.cdsasrec;

import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;
import org.interweave.core.batch.Layout;
import org.interweave.core.batch.PairedSequences;
import org.interweave.core.batch.QueryBatch;
import org.interweave.core.batch.SourceScope;
import org.interweave.core.batch.TransferBatch;
import org.interweave.learn.model.Fixture;
import org.interweave.learn.model.ParityReport;
import org.interweave.learn.model.ParityReport.Comparison;
import org.interweave.learn.model.TransferFixture;
import org.interweave.learn.nn.Dropout;
import org.interweave.learn.nn.Packed;
import org.interweave.learn.torch.Step;
import org.interweave.learn.torch.Torch;

/** Runs CD-SASRec's production path on a padded fixture. */
final class CdSasrecParity {
    private final Fixture fixture;
    private final CdSasrec model;
    private final Comparison inputs = new Comparison("inputs");
    private final Comparison states = new Comparison("states");
    private final Comparison losses = new Comparison("losses");
    private final Comparison gradients = new Comparison("gradients");
    private final Comparison scores = new Comparison("scores");

    private CdSasrecParity(Fixture fixture) {
        this.fixture = fixture;
        this.model = new CdSasrec(config(fixture), fixture.catalog(), fixture.integer("length"), 0);
    }

    static ParityReport check(Fixture fixture) {
        return new CdSasrecParity(fixture).run();
    }

    private ParityReport run() {
        fixture.loadInto(model.parameters());
        TransferFixture transfer = new TransferFixture(fixture, inputs);
        TransferBatch batch = transfer.batch(fixture.trainingData("training_sequence"));
        QueryBatch queries = transfer.queries();
        Step.compute(() -> {
            compareSource(batch.sequences());
            Packed found = model.states(batch.sequences(), Dropout.off());
            fixture.compare(states, "state.target", Fixture.pad(found, queries.users()));
            transfer.compareLoss(losses, gradients, model, model.loss(batch.targets(), found));
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

    /** The states of all source tokens, and the one that the users' target tokens are given. */
    private void compareSource(PairedSequences sequences) {
        Tensor e = model.vectors(sequences).get(1);
        Layout source = sequences.source().mixed().layout();
        Packed all = model.sourceStates(e, sequences, source, Dropout.off());
        fixture.compare(states, "state.source", Fixture.pad(all, source.users()));
        Packed given = new Packed(
                model.transferred(e, sequences, Dropout.off()),
                sequences.target().mixed().layout());
        fixture.compare(states, "state.transfer", Torch.array(given.newest()));
    }

    private static CdSasrec.Config config(Fixture fixture) {
        return new CdSasrec.Config(
                fixture.catalog().domain(fixture.integer("target_domain")).name(),
                fixture.encoder(),
                0,
                fixture.number("temperature"),
                fixture.integer("negatives"),
                fixture.constant("fusion", Fusion.class),
                fixture.constant("scope", SourceScope.class),
                1,
                fixture.kernel());
    }
}
