package org.interweave.learn.model.abxi;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.interweave.core.batch.AlignedBatch;
import org.interweave.core.batch.Branch;
import org.interweave.core.batch.Layout;
import org.interweave.core.batch.NextItemBatch;
import org.interweave.core.batch.QueryBatch;
import org.interweave.core.batch.SequenceBatch;
import org.interweave.core.data.Catalog;
import org.interweave.learn.model.Fixture;
import org.interweave.learn.model.Loss;
import org.interweave.learn.model.PaddedTargets;
import org.interweave.learn.model.ParityReport;
import org.interweave.learn.nn.Dropout;
import org.interweave.learn.nn.Packed;
import org.interweave.learn.nn.TableInit;
import org.interweave.learn.torch.Step;
import org.interweave.learn.torch.Torch;

/** Runs ABXI's production path on a padded fixture; the format is described in golden/README.md. */
final class AbxiParity {
    private final Fixture fixture;
    private final Catalog catalog;
    private final int window;
    private final Abxi model;
    private final ParityReport.Comparison inputs = new ParityReport.Comparison("inputs");
    private final ParityReport.Comparison states = new ParityReport.Comparison("states");
    private final ParityReport.Comparison losses = new ParityReport.Comparison("losses");
    private final ParityReport.Comparison gradients = new ParityReport.Comparison("gradients");
    private final ParityReport.Comparison scores = new ParityReport.Comparison("scores");

    private AbxiParity(Fixture fixture) {
        this.fixture = fixture;
        this.catalog = fixture.catalog();
        this.window = fixture.integer("length");
        this.model = new Abxi(config(fixture), catalog, window, 0);
    }

    /** Compares the aligned sequences, states, losses, the gradient of every parameter, queries and scores. */
    static ParityReport check(Fixture fixture) {
        return new AbxiParity(fixture).run();
    }

    private ParityReport run() {
        fixture.loadInto(model.parameters());
        Step.compute(() -> {
            compareTraining();
            return null;
        });
        Step.infer(() -> {
            compareAnswers();
            return null;
        });
        return new ParityReport(
                fixture.file(),
                List.of(inputs.group(), states.group(), losses.group(), gradients.group(), scores.group()));
    }

    private void compareTraining() {
        SequenceBatch sequences = SequenceBatch.of(catalog, window, fixture.histories("input/sequence"));
        AlignedBatch batch = AlignedBatch.of(
                catalog,
                new NextItemBatch(
                        sequences,
                        new PaddedTargets(catalog, fixture.rows("input/target"), fixture.rows("input/negatives"))
                                .at(sequences.mixed().layout()),
                        List.of()));
        Abxi.States found = model.states(batch, Dropout.off());
        int users = sequences.mixed().layout().users();
        List<String> names = Abxi.sequenceNames(catalog.domainCount());
        for (int s = 0; s < names.size(); s++) {
            fixture.compare(
                    states,
                    "state." + names.get(s),
                    Fixture.pad(found.sequences().get(s), users));
        }
        fixture.compare(states, "state.fused", Fixture.pad(fused(batch, found), users));
        Loss loss = model.loss(batch, found);
        for (int k = 0; k < catalog.domainCount(); k++) {
            compareItems(
                    "input/domain_sequence." + k, batch.sequences().domains().get(k), sequences.items());
            fixture.compare(losses, "loss." + k, loss.parts().get(k));
        }
        fixture.compare(losses, "loss.total", loss.value());
        loss.backward();
        fixture.compareGradients(gradients, model.parameters(), List.of("item_embedding", "position_embedding"));
    }

    /** Every domain's steps at their place in the merged sequence. */
    private static Packed fused(AlignedBatch batch, Abxi.States found) {
        Layout layout = batch.sequences().mixed().layout();
        int width = (int) found.fused().get(0).size(1);
        float[] all = new float[layout.tokens() * width];
        for (int k = 0; k < found.fused().size(); k++) {
            float[] own = Torch.array(found.fused().get(k));
            int[] rows = batch.domains().get(k).targets().rows();
            for (int i = 0; i < rows.length; i++) {
                System.arraycopy(own, i * width, all, rows[i] * width, width);
            }
        }
        return new Packed(Torch.floats(all, layout.tokens(), width), layout);
    }

    /** @param items of the pack that the branch's rows point to */
    private void compareItems(String name, Branch branch, int[] items) {
        Layout layout = branch.layout();
        float[] found = new float[layout.users() * window];
        for (int u = 0; u < layout.users(); u++) {
            for (int row = layout.starts()[u]; row < layout.starts()[u + 1]; row++) {
                found[u * window + layout.slots()[row]] = items[branch.rows()[row]];
            }
        }
        inputs.compare(name, found, floats(fixture.rows(name)));
    }

    private static float[] floats(int[][] rows) {
        int[] flat = Arrays.stream(rows).flatMapToInt(Arrays::stream).toArray();
        float[] values = new float[flat.length];
        for (int i = 0; i < flat.length; i++) {
            values[i] = flat[i];
        }
        return values;
    }

    private void compareAnswers() {
        QueryBatch batch = new QueryBatch(catalog, window, histories());
        compareItems(
                "input/query_sequence",
                batch.sequences().mixed(),
                batch.sequences().items());
        for (int k = 0; k < catalog.domainCount(); k++) {
            SequenceBatch own = batch.sequences(k);
            compareItems("input/query_domain_sequence." + k, own.mixed(), own.items());
            fixture.compareScores(scores, model, batch, k, catalog.domain(k).firstItem());
        }
    }

    /** Whole histories: what the merged input has no room for, known from the domains' inputs, and then the merged input. */
    private List<int[]> histories() {
        List<int[]> merged = fixture.histories("input/query_sequence");
        List<int[]> histories = new ArrayList<>();
        for (int u = 0; u < merged.size(); u++) {
            int[] latest = merged.get(u);
            int user = u;
            IntStream earlier = IntStream.range(0, catalog.domainCount())
                    .flatMap(k -> IntStream.of(fixture.histories("input/query_domain_sequence." + k)
                            .get(user)))
                    .filter(item -> IntStream.of(latest).noneMatch(other -> other == item));
            histories.add(IntStream.concat(earlier, IntStream.of(latest)).toArray());
        }
        return histories;
    }

    private static Abxi.Config config(Fixture fixture) {
        return new Abxi.Config(
                fixture.integer("dim"),
                fixture.integer("heads"),
                fixture.integer("ffn_dim"),
                fixture.integer("rd"),
                fixture.integer("ri"),
                0,
                fixture.number("temperature"),
                fixture.integer("negatives"),
                TableInit.TRUNCATED_NORMAL,
                fixture.kernel());
    }
}
