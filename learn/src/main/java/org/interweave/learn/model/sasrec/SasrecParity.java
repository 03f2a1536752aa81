package org.interweave.learn.model.sasrec;

import java.util.Arrays;
import java.util.List;
import org.interweave.core.batch.NextItemTask.MixedNegatives;
import org.interweave.core.batch.QueryBatch;
import org.interweave.core.batch.SequenceBatch;
import org.interweave.core.batch.Targets;
import org.interweave.core.data.Catalog;
import org.interweave.learn.model.Fixture;
import org.interweave.learn.model.Loss;
import org.interweave.learn.model.PaddedTargets;
import org.interweave.learn.model.ParityReport;
import org.interweave.learn.nn.Dropout;
import org.interweave.learn.nn.EmbeddingScale;
import org.interweave.learn.nn.Packed;
import org.interweave.learn.torch.Step;

/** Runs SASRec's production path on a padded fixture; the format is described in golden/README.md. */
final class SasrecParity {
    private final Fixture fixture;
    private final Catalog catalog;
    private final int window;
    private final boolean single;
    private final int first; // domain that is ranked
    private final Catalog known;
    private final Sasrec model;

    private SasrecParity(Fixture fixture) {
        this.fixture = fixture;
        this.catalog = fixture.catalog();
        this.window = fixture.integer("length");
        this.single = fixture.text("variant").equals("st");
        this.first = single ? fixture.integer("target_domain") : 0;
        this.known = single ? catalog.only(first) : catalog;
        this.model = new Sasrec(config(), catalog, window, 0);
    }

    static ParityReport check(Fixture fixture) {
        return new SasrecParity(fixture).run();
    }

    private ParityReport run() {
        fixture.loadInto(model.parameters());
        ParityReport.Comparison states = new ParityReport.Comparison("states");
        ParityReport.Comparison losses = new ParityReport.Comparison("losses");
        ParityReport.Comparison gradients = new ParityReport.Comparison("gradients");
        ParityReport.Comparison scores = new ParityReport.Comparison("scores");
        Step.compute(() -> {
            compareTraining(states, losses, gradients);
            return null;
        });
        Step.infer(() -> {
            QueryBatch batch = new QueryBatch(catalog, window, queryHistories());
            for (int k = 0; k < known.domainCount(); k++) {
                int firstItem = known.domain(k).firstItem(); // single-target files number items within the domain
                fixture.compareScores(scores, model, batch, first + k, firstItem);
            }
            return null;
        });
        return new ParityReport(
                fixture.file(), List.of(states.group(), losses.group(), gradients.group(), scores.group()));
    }

    private void compareTraining(
            ParityReport.Comparison states, ParityReport.Comparison losses, ParityReport.Comparison gradients) {
        List<int[]> histories = fixture.histories("input/sequence");
        SequenceBatch batch = SequenceBatch.of(known, window, histories);
        Packed found = model.states(batch, Dropout.off());
        fixture.compare(states, "state", Fixture.pad(found, histories.size()));
        Targets targets = new PaddedTargets(known, fixture.rows("input/target"), fixture.rows("input/negatives"))
                .at(batch.mixed().layout());
        Loss loss = model.loss(targets, found);
        for (int k = 0; k < known.domainCount(); k++) {
            fixture.compare(losses, "loss." + (first + k), loss.parts().get(k));
        }
        fixture.compare(losses, "loss.total", loss.value());
        loss.backward();
        fixture.compareGradients(gradients, model.parameters(), List.of("item_embedding", "position_embedding"));
    }

    /** In ids of the whole catalogue, as users have them. */
    private List<int[]> queryHistories() {
        int shift = single ? catalog.domain(first).firstItem() - 1 : 0;
        return fixture.histories("input/query_sequence").stream()
                .map(history -> Arrays.stream(history).map(item -> item + shift).toArray())
                .toList();
    }

    private Sasrec.Config config() {
        return new Sasrec.Config(
                single ? catalog.domain(first).name() : "",
                fixture.encoder(),
                0,
                fixture.number("temperature"),
                fixture.integer("negatives"),
                MixedNegatives.EVERY_DOMAIN,
                EmbeddingScale.ONE,
                fixture.kernel());
    }
}
