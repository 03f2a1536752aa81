package org.interweave.learn.model.merit;

import java.util.List;
import org.interweave.core.batch.MixedLoss;
import org.interweave.core.batch.NextItemBatch;
import org.interweave.core.batch.QueryBatch;
import org.interweave.core.batch.SequenceBatch;
import org.interweave.core.batch.Targets;
import org.interweave.core.data.Catalog;
import org.interweave.learn.model.Fixture;
import org.interweave.learn.model.Loss;
import org.interweave.learn.model.PaddedTargets;
import org.interweave.learn.model.ParityReport;
import org.interweave.learn.nn.Dropout;
import org.interweave.learn.nn.Packed;
import org.interweave.learn.nn.VacantSlots;
import org.interweave.learn.torch.Step;

/** Runs MERIT's production path on a padded fixture; the format is described in golden/README.md. */
final class MeritParity {
    private final Fixture fixture;
    private final Catalog catalog;
    private final Merit model;
    private final int window;

    private MeritParity(Fixture fixture) {
        this.fixture = fixture;
        this.catalog = fixture.catalog();
        Merit.Config config = config(fixture);
        this.window = fixture.integer("length");
        this.model = new Merit(config, catalog, window, 0);
    }

    /** Compares states, gates, both forms of the mixed loss, the gradient of every parameter, and scores. */
    static ParityReport check(Fixture fixture) {
        return new MeritParity(fixture).run();
    }

    private ParityReport run() {
        fixture.loadInto(model.parameters());
        ParityReport.Comparison states = new ParityReport.Comparison("states");
        ParityReport.Comparison gates = new ParityReport.Comparison("gates");
        ParityReport.Comparison losses = new ParityReport.Comparison("losses");
        ParityReport.Comparison gradients = new ParityReport.Comparison("gradients");
        ParityReport.Comparison scores = new ParityReport.Comparison("scores");
        Step.compute(() -> {
            compareTraining(states, gates, losses, gradients);
            return null;
        });
        Step.infer(() -> {
            QueryBatch batch = new QueryBatch(catalog, window, fixture.histories("input/sequence"));
            for (int k = 0; k < catalog.domainCount(); k++) {
                fixture.compareScores(scores, model, batch, k, catalog.domain(k).firstItem());
            }
            return null;
        });
        return new ParityReport(
                fixture.file(),
                List.of(states.group(), gates.group(), losses.group(), gradients.group(), scores.group()));
    }

    private void compareTraining(
            ParityReport.Comparison states,
            ParityReport.Comparison gates,
            ParityReport.Comparison losses,
            ParityReport.Comparison gradients) {
        NextItemBatch batch = batch(MixedLoss.PER_TOKEN);
        int users = batch.sequences().mixed().layout().users();
        Merit.States found = model.states(batch.sequences(), Dropout.off());
        List<String> names = Merit.branchNames(catalog.domainCount());
        for (int x = 0; x < names.size(); x++) {
            Packed pack = found.finals().get(x);
            fixture.compare(states, "state." + names.get(x), Fixture.pad(pack, users));
            for (int y = 0; y < found.gates().get(x).size(); y++) {
                String gate = "gate." + names.get(x) + "." + names.get(y);
                fixture.compare(
                        gates, gate, Fixture.pad(pack.with(found.gates().get(x).get(y)), users));
            }
        }
        Loss perDomain = model.loss(batch(MixedLoss.PER_DOMAIN), found);
        fixture.compare(losses, "loss.mixed_per_domain", perDomain.parts().get(0));
        Loss loss = model.loss(batch, found);
        fixture.compare(losses, "loss.mixed", loss.parts().get(0));
        for (int k = 0; k < catalog.domainCount(); k++) {
            fixture.compare(losses, "loss." + k, loss.parts().get(k + 1));
        }
        fixture.compare(losses, "loss.total", loss.value());
        loss.backward();
        fixture.compareGradients(gradients, model.parameters(), List.of("item_embedding", "position_embedding"));
    }

    /** The fixture's padded inputs as the packed batch that the model takes. */
    private NextItemBatch batch(MixedLoss mixedLoss) {
        SequenceBatch sequences = SequenceBatch.of(catalog, window, fixture.histories("input/sequence"));
        PaddedTargets mixed = new PaddedTargets(
                catalog, fixture.rows("input/mixed_target"), fixture.rows("input/mixed_negatives"), mixedLoss);
        PaddedTargets own =
                new PaddedTargets(catalog, fixture.rows("input/domain_target"), fixture.rows("input/domain_negatives"));
        List<Targets> domains = sequences.domains().stream()
                .map(branch -> own.at(branch.layout()))
                .toList();
        return new NextItemBatch(sequences, mixed.at(sequences.mixed().layout()), domains);
    }

    private static Merit.Config config(Fixture fixture) {
        boolean base = fixture.text("variant").equals("base");
        return new Merit.Config(
                fixture.integer("dim"),
                fixture.integer("heads"),
                fixture.integer("ffn_dim"),
                0,
                fixture.number("temperature"),
                fixture.integer("negatives"),
                base ? MeritVariant.FULL : fixture.constant("variant", MeritVariant.class),
                MixedLoss.PER_TOKEN,
                fixture.text("padding").equals("masked") ? VacantSlots.HIDDEN : VacantSlots.VISIBLE,
                fixture.kernel());
    }
}
