package org.interweave.learn.model.c2dsr;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;
import org.interweave.core.batch.Layout;
import org.interweave.core.batch.NextItemBatch;
import org.interweave.core.batch.QueryBatch;
import org.interweave.core.batch.SequenceBatch;
import org.interweave.core.batch.Targets;
import org.interweave.core.data.Catalog;
import org.interweave.core.sample.Seeds;
import org.interweave.core.split.TrainingData;
import org.interweave.learn.model.Fixture;
import org.interweave.learn.model.Loss;
import org.interweave.learn.model.ParityReport;
import org.interweave.learn.model.ParityReport.Comparison;
import org.interweave.learn.nn.Dropout;
import org.interweave.learn.nn.Packed;
import org.interweave.learn.torch.SparseMatrix;
import org.interweave.learn.torch.Step;
import org.interweave.learn.torch.Torch;

/** Runs C2DSR's production path on a padded fixture of two domains; the format is described in golden/README.md. */
final class C2dsrParity {
    private final Fixture fixture;
    private final Catalog catalog;
    private final C2dsr.Config config;
    private final int window;
    private final TrainingData data;
    private final C2dsr model;
    private final int users;
    private final Comparison inputs = new Comparison("inputs");
    private final Comparison states = new Comparison("states");
    private final Comparison losses = new Comparison("losses");
    private final Comparison gradients = new Comparison("gradients");
    private final Comparison scores = new Comparison("scores");

    private C2dsrParity(Fixture fixture) {
        this.fixture = fixture;
        this.catalog = fixture.catalog();
        this.config = config(fixture);
        this.window = fixture.integer("length");
        this.data = fixture.trainingData();
        this.model = new C2dsr(config, data, 0);
        this.users = fixture.rows("input/sequence").length;
    }

    /** Compares targets, graphs, item tables, states, the discriminators' verdicts, losses, the gradient of every parameter, and scores. */
    static ParityReport check(Fixture fixture) {
        return new C2dsrParity(fixture).run();
    }

    private ParityReport run() {
        fixture.loadInto(model.parameters());
        C2dsrBatch batch = batch();
        compareGraphs();
        Step.compute(() -> {
            compareTraining(batch);
            return null;
        });
        model.prepare();
        Step.infer(() -> {
            QueryBatch queries = new QueryBatch(catalog, window, fixture.histories("input/query_sequence"));
            for (int k = 0; k < catalog.domainCount(); k++) {
                fixture.compareScores(
                        scores, model, queries, k, catalog.domain(k).firstItem());
            }
            return null;
        });
        List<ParityReport.Group> groups = Stream.of(inputs, states, losses, gradients, scores)
                .map(Comparison::group)
                .toList();
        return new ParityReport(fixture.file(), groups);
    }

    private void compareGraphs() {
        for (int s = 0; s <= catalog.domainCount(); s++) {
            TransitionGraph graph = C2dsr.graph(data, s);
            String name = "graph." + C2dsr.name(s) + ".";
            int[] edges = IntStream.range(0, graph.starts().length - 1)
                    .flatMap(item -> IntStream.range(graph.starts()[item], graph.starts()[item + 1])
                            .flatMap(e -> IntStream.of(item, graph.successors()[e])))
                    .toArray();
            fixture.compareInput(inputs, name + "edges", edges);
            fixture.compareInput(inputs, name + "counts", graph.counts());
            SparseMatrix matrix = graph.matrix(config.graph());
            inputs.compare(name + "weights", matrix.values(), fixture.tensor("input/" + name + "weights"));
        }
    }

    private void compareTraining(C2dsrBatch batch) {
        for (int s = 0; s <= catalog.domainCount(); s++) {
            float[] table = Torch.array(model.table(s));
            Arrays.fill(table, 0, config.width(), 0);
            fixture.compare(states, "table." + C2dsr.name(s), table);
        }
        C2dsr.States found = model.states(batch, Dropout.off());
        compareStates(found);
        Loss total = model.loss(batch, found);
        int domains = catalog.domainCount();
        for (int k = 0; k < domains; k++) {
            compareVerdicts(batch, found, k);
            fixture.compare(losses, "loss.mixed." + k, total.parts().get(2 * k));
            fixture.compare(losses, "loss." + k, total.parts().get(2 * k + 1));
            fixture.compare(losses, "loss.infomax." + k, total.parts().get(2 * domains + k));
        }
        fixture.compare(losses, "loss.total", total.value());
        total.backward();
        List<String> looked = model.parameters().named().keySet().stream()
                .filter(name -> name.contains("_embedding"))
                .toList();
        fixture.compareGradients(gradients, model.parameters(), looked);
    }

    /** The merged pack holds the inputs, then the copy in which the first domain's items are replaced, then the one with the second's. */
    private void compareStates(C2dsr.States found) {
        fixture.compare(states, "state.mixed", part(found.merged(), 0));
        for (int k = 0; k < catalog.domainCount(); k++) {
            fixture.compare(states, "state." + k, Fixture.pad(found.domains().get(k), users));
            fixture.compare(states, "state.keep_" + (1 - k), part(found.merged(), k + 1));
        }
    }

    /** The states of one copy of the users, padded. */
    private float[] part(Packed merged, int copy) {
        float[] all = Fixture.pad(merged, merged.layout().users());
        int size = users * window * config.width();
        return Arrays.copyOfRange(all, copy * size, (copy + 1) * size);
    }

    private void compareVerdicts(C2dsrBatch batch, C2dsr.States found, int domain) {
        InfoMax.Verdicts verdicts = model.verdicts(batch, found, domain);
        int[] counted = batch.contrasts().get(domain).users();
        fixture.compare(states, "disc_true." + domain, perUser(verdicts.real(), counted));
        fixture.compare(states, "disc_false." + domain, perUser(verdicts.corrupted(), counted));
    }

    /** Zero for who is left out. */
    private float[] perUser(Tensor values, int[] counted) {
        float[] found = Torch.array(values);
        float[] all = new float[users];
        for (int i = 0; i < counted.length; i++) {
            all[counted[i]] = found[i];
        }
        return all;
    }

    /** What the collator makes of the fixture's sequences, with the fixture's corrupted copies in place of its own. */
    private C2dsrBatch batch() {
        int[] members = Arrays.copyOf(data.users(), users);
        NextItemBatch next = new C2dsrCollator(data, new Seeds(0), config)
                .collate(members, 0)
                .next();
        SequenceBatch sequences = next.sequences();
        int[] mixed = new int[users * window];
        int[] own = new int[users * window];
        note(next.mixed(), sequences.mixed().layout(), mixed);
        List<List<int[]>> copies = new ArrayList<>();
        for (int k = 0; k < catalog.domainCount(); k++) {
            note(next.domains().get(k), sequences.domains().get(k).layout(), own);
            copies.add(fixture.histories("input/corrupted.keep_" + (1 - k)));
        }
        fixture.compareInput(inputs, "mixed_target", mixed);
        fixture.compareInput(inputs, "domain_target", own);
        return C2dsrBatch.of(catalog, next, copies);
    }

    /** Notes each positive in its slot. */
    private void note(Targets targets, Layout layout, int[] positives) {
        int user = 0;
        for (int i = 0; i < targets.rows().length; i++) {
            while (targets.rows()[i] >= layout.starts()[user + 1]) {
                user++;
            }
            positives[user * window + layout.slots()[targets.rows()[i]]] = targets.positives()[i];
        }
    }

    private static C2dsr.Config config(Fixture fixture) {
        return new C2dsr.Config(
                fixture.integer("dim"),
                fixture.integer("heads"),
                fixture.integer("blocks"),
                fixture.integer("graph_layers"),
                0,
                fixture.constant("loss", Prediction.class),
                fixture.number("lambda"),
                fixture.constant("graph", EdgeWeights.class),
                fixture.constant("positions", Positions.class),
                C2dsr.Config.DEFAULT.temperature(),
                C2dsr.Config.DEFAULT.negatives(),
                fixture.kernel());
    }
}
