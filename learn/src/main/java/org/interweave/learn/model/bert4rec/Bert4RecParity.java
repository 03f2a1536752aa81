package org.interweave.learn.model.bert4rec;

import java.util.Arrays;
import java.util.List;
import org.interweave.core.batch.ClozeBatch;
import org.interweave.core.batch.QueryBatch;
import org.interweave.core.batch.SequenceBatch;
import org.interweave.core.batch.Targets;
import org.interweave.core.data.Catalog;
import org.interweave.learn.model.Fixture;
import org.interweave.learn.model.Loss;
import org.interweave.learn.model.PaddedTargets;
import org.interweave.learn.model.ParityReport;
import org.interweave.learn.nn.Packed;
import org.interweave.learn.torch.Step;

/** Runs BERT4Rec's production path on a padded fixture; the format is described in golden/README.md. */
final class Bert4RecParity {
    private final Fixture fixture;
    private final Catalog catalog;
    private final int known; // items that a query reads
    private final boolean single;
    private final int first; // domain that is ranked
    private final Catalog own;
    private final Bert4Rec model;

    private Bert4RecParity(Fixture fixture) {
        this.fixture = fixture;
        this.catalog = fixture.catalog();
        this.known = fixture.integer("length") - 1;
        this.single = fixture.text("variant").equals("st");
        this.first = single ? fixture.integer("target_domain") : 0;
        this.own = single ? catalog.only(first) : catalog;
        this.model = new Bert4Rec(config(), catalog, known, 0);
    }

    static ParityReport check(Fixture fixture) {
        return new Bert4RecParity(fixture).run();
    }

    private ParityReport run() {
        fixture.loadInto(model.parameters());
        ParityReport.Comparison states = new ParityReport.Comparison("states");
        ParityReport.Comparison losses = new ParityReport.Comparison("losses");
        ParityReport.Comparison gradients = new ParityReport.Comparison("gradients");
        ParityReport.Comparison scores = new ParityReport.Comparison("scores");
        SequenceBatch sequences = model.tokens().batch(fixture.histories("input/sequence"));
        Step.infer(() -> {
            compareStates(sequences, states);
            return null;
        });
        Step.compute(() -> {
            compareTraining(sequences, losses, gradients);
            return null;
        });
        Step.infer(() -> {
            QueryBatch batch = new QueryBatch(catalog, known, queryHistories());
            for (int k = 0; k < own.domainCount(); k++) {
                int firstItem = own.domain(k).firstItem(); // single-target files number items within the domain
                fixture.compareScores(scores, model, batch, first + k, firstItem);
            }
            return null;
        });
        return new ParityReport(
                fixture.file(), List.of(states.group(), losses.group(), gradients.group(), scores.group()));
    }

    private void compareStates(SequenceBatch sequences, ParityReport.Comparison states) {
        int users = sequences.mixed().layout().users();
        Packed h = model.states(sequences, sequences.mixed().layout(), Dropouts.OFF);
        fixture.compare(states, "state", Fixture.pad(h, users));
        fixture.compare(states, "head", Fixture.pad(h.map(model::head), users));
    }

    private void compareTraining(
            SequenceBatch sequences, ParityReport.Comparison losses, ParityReport.Comparison gradients) {
        Targets targets = new PaddedTargets(own, fixture.rows("input/target"), fixture.rows("input/negatives"))
                .at(model.tokens().masks(sequences).layout());
        Loss loss = model.loss(new ClozeBatch(sequences, targets), Dropouts.OFF);
        for (int k = 0; k < own.domainCount(); k++) {
            fixture.compare(losses, "loss." + (first + k), loss.parts().get(k));
        }
        fixture.compare(losses, "loss.total", loss.value());
        loss.backward();
        fixture.compareGradients(
                gradients, model.parameters(), List.of("item_embedding", "position_embedding", "item_bias"));
    }

    /** Without the MASK at their end, in ids of the whole catalogue, as users have them. */
    private List<int[]> queryHistories() {
        int shift = single ? catalog.domain(first).firstItem() - 1 : 0;
        return fixture.histories("input/query_sequence").stream()
                .map(asking -> Arrays.stream(asking, 0, asking.length - 1)
                        .map(item -> item + shift)
                        .toArray())
                .toList();
    }

    private Bert4Rec.Config config() {
        return new Bert4Rec.Config(
                single ? catalog.domain(first).name() : "",
                ClozeObjective.SAMPLED,
                fixture.integer("layers"),
                fixture.integer("dim"),
                fixture.integer("heads"),
                0,
                0,
                fixture.number("temperature"),
                fixture.integer("negatives"),
                Bert4Rec.Config.DEFAULT.maskedShare(),
                Bert4Rec.Config.DEFAULT.lastOnlyShare(),
                fixture.kernel());
    }
}
