package org.interweave.learn.model;

import java.util.Arrays;
import java.util.List;
import org.interweave.core.batch.Branch;
import org.interweave.core.batch.Layout;
import org.interweave.core.batch.PairedSequences;
import org.interweave.core.batch.QueryBatch;
import org.interweave.core.batch.Targets;
import org.interweave.core.batch.TransferBatch;
import org.interweave.core.batch.TransferCollator;
import org.interweave.core.sample.Seeds;
import org.interweave.core.split.TrainingData;

/**
 * The batch and the queries of a fixture of a model that transfers into one target domain, made by the production path from users' sequences and compared with what
 * the fixture has.
 *
 * @param inputs collects these comparisons
 */
public record TransferFixture(Fixture fixture, ParityReport.Comparison inputs) {
    /** T. */
    public int target() {
        return fixture.integer("target_domain");
    }

    private int window() {
        return fixture.integer("length");
    }

    /** What the collator makes of the users' sequences, with the fixture's negatives in place of its own. */
    public TransferBatch batch(TrainingData data) {
        int[] users = Arrays.copyOf(data.users(), fixture.rows("input/target_row").length);
        int n = fixture.integer("negatives");
        TransferBatch drawn = new TransferCollator(data, new Seeds(0), target(), n).collate(users, 0);
        Layout layout = drawn.sequences().target().mixed().layout();
        compare("", drawn.sequences());
        int[] positives = new int[layout.tokens()];
        for (int i = 0; i < drawn.targets().rows().length; i++) {
            positives[drawn.targets().rows()[i]] = drawn.targets().positives()[i];
        }
        fixture.compareInput(inputs, "label", padded(layout, positives));
        Targets given = new PaddedTargets(
                        fixture.catalog(), fixture.rows("input/label"), fixture.rows("input/negatives"))
                .at(layout);
        Targets targets = new Targets(
                drawn.targets().rows(),
                drawn.targets().positives(),
                given.negatives(),
                drawn.targets().weights());
        return new TransferBatch(drawn.sequences(), targets);
    }

    /** Whom the fixture asks for. */
    public QueryBatch queries() {
        QueryBatch batch = new QueryBatch(fixture.catalog(), window(), fixture.histories("input/query_history"));
        compare("query_", PairedSequences.of(batch.catalog(), target(), batch.window(), batch.histories()));
        return batch;
    }

    private void compare(String prefix, PairedSequences found) {
        Branch target = found.target().mixed();
        Branch source = found.source().mixed();
        fixture.compareInput(
                inputs,
                prefix + "target_row",
                padded(target.layout(), found.target().items()));
        fixture.compareInput(
                inputs,
                prefix + "source_row",
                padded(source.layout(), found.source().items()));
        fixture.compareInput(inputs, prefix + "source_before_item", padded(target.layout(), found.sourcesBefore()));
        fixture.compareInput(
                inputs, prefix + "source_before_label", padded(target.layout(), found.sourcesBeforeNext()));
    }

    /** The loss of the target domain is the whole; compares both, goes back, and compares the gradient of every parameter. Inside a step. */
    public void compareLoss(
            ParityReport.Comparison losses, ParityReport.Comparison gradients, Recommender model, Loss loss) {
        fixture.compare(losses, "loss." + target(), loss.parts().get(0));
        fixture.compare(losses, "loss.total", loss.value());
        loss.backward();
        fixture.compareGradients(gradients, model.parameters(), List.of("item_embedding", "position_embedding"));
    }

    /** Inside a step. */
    public void compareScores(ParityReport.Comparison scores, Recommender model, QueryBatch batch) {
        int firstItem = fixture.catalog().domain(target()).firstItem();
        fixture.compareScores(scores, model, batch, target(), firstItem);
    }

    private static int[] padded(Layout layout, int[] values) {
        int[] padded = new int[layout.users() * layout.window()];
        for (int u = 0; u < layout.users(); u++) {
            for (int row = layout.starts()[u]; row < layout.starts()[u + 1]; row++) {
                padded[u * layout.window() + layout.slots()[row]] = values[row];
            }
        }
        return padded;
    }
}
