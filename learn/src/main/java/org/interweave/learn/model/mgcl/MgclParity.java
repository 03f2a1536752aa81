package org.interweave.learn.model.mgcl;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;
import org.interweave.core.batch.Branch;
import org.interweave.core.batch.PairedSequences;
import org.interweave.core.batch.QueryBatch;
import org.interweave.core.batch.TransferBatch;
import org.interweave.core.sample.Seeds;
import org.interweave.core.split.TrainingData;
import org.interweave.learn.model.Fixture;
import org.interweave.learn.model.Loss;
import org.interweave.learn.model.ParityReport;
import org.interweave.learn.model.ParityReport.Comparison;
import org.interweave.learn.model.TransferFixture;
import org.interweave.learn.nn.Dropout;
import org.interweave.learn.nn.EmbeddingScale;
import org.interweave.learn.nn.EncoderProfile;
import org.interweave.learn.nn.Packed;
import org.interweave.learn.torch.SparseMatrix;
import org.interweave.learn.torch.Step;
import org.interweave.learn.torch.Torch;

/** Runs MGCL's production path on a padded fixture; the format is described in golden/README.md. */
final class MgclParity {
    private final Fixture fixture;
    private final TransferFixture transfer;
    private final TrainingData data;
    private final Mgcl.Config config;
    private final Mgcl model;
    private final Comparison inputs = new Comparison("inputs");
    private final Comparison states = new Comparison("states");
    private final Comparison gates = new Comparison("gates");
    private final Comparison losses = new Comparison("losses");
    private final Comparison gradients = new Comparison("gradients");
    private final Comparison scores = new Comparison("scores");

    private MgclParity(Fixture fixture) {
        this.fixture = fixture;
        this.transfer = new TransferFixture(fixture, inputs);
        this.data = fixture.trainingData();
        this.config = config(fixture);
        this.model = new Mgcl(config, data, 0);
    }

    /** Compares rows, labels, counts, the graph, item tables, states, gates, losses, the gradient of every parameter, and scores. */
    static ParityReport check(Fixture fixture) {
        return new MgclParity(fixture).run();
    }

    private ParityReport run() {
        fixture.loadInto(model.parameters());
        MgclBatch batch = batch();
        compareGraph();
        Step.compute(() -> {
            compareTraining(batch);
            return null;
        });
        model.prepare();
        QueryBatch queries = transfer.queries();
        Step.infer(() -> {
            transfer.compareScores(scores, model, queries);
            return null;
        });
        List<ParityReport.Group> groups = Stream.of(inputs, states, gates, losses, gradients, scores)
                .map(Comparison::group)
                .toList();
        return new ParityReport(fixture.file(), groups);
    }

    /** The fixture numbers users first, then items. */
    private void compareGraph() {
        InteractionGraph graph = InteractionGraph.of(data);
        int users = data.users().length;
        IntStream edges = IntStream.concat(edges(graph.toUsers(), 0, users), edges(graph.toItems(), users, 0));
        fixture.compareInput(inputs, "graph.edges", edges.toArray());
        float[] ofUsers = graph.toUsers().values();
        float[] weights = Arrays.copyOf(ofUsers, 2 * ofUsers.length);
        System.arraycopy(graph.toItems().values(), 0, weights, ofUsers.length, ofUsers.length);
        inputs.compare("graph.weights", weights, fixture.tensor("input/graph.weights"));
    }

    private static IntStream edges(SparseMatrix matrix, int firstRow, int firstColumn) {
        return IntStream.range(0, matrix.rows())
                .flatMap(row -> IntStream.range(matrix.starts()[row], matrix.starts()[row + 1])
                        .flatMap(e -> IntStream.of(firstRow + row, firstColumn + matrix.columns()[e])));
    }

    private void compareTraining(MgclBatch batch) {
        PairedSequences sequences = batch.transfer().sequences();
        Tensor g = model.staticItems();
        fixture.compare(states, "table.items", Torch.array(g));
        Mgcl.States found = model.states(sequences, g, Dropout.off());
        compareViews("target", found.target(), sequences.target().mixed());
        compareViews("source", found.source(), sequences.source().mixed());
        Branch source = sequences.source().mixed();
        Packed b = model.sourceStates(sequences, found.source(), source.layout(), Dropout.off());
        compareStates("target", found.a());
        compareStates("source", b);
        compareStates("aligned", found.aligned());
        compareStates("final", found.z());
        Loss total = model.loss(batch, found, Dropout.off());
        List<String> parts = List.of(Integer.toString(transfer.target()), "user", "item_target", "item_source");
        for (int i = 0; i < parts.size(); i++) {
            fixture.compare(losses, "loss." + parts.get(i), total.parts().get(i));
        }
        fixture.compare(losses, "loss.total", total.value());
        total.backward();
        fixture.compareGradients(gradients, model.parameters(), List.of("item_embedding", "position_embedding"));
    }

    private void compareViews(String row, RowEncoder.Views views, Branch tokens) {
        compareStates("dynamic_" + row, new Packed(views.dynamic(), tokens.layout()));
        Packed gate = new Packed(views.gate(), tokens.layout());
        fixture.compare(gates, "gate." + row, Fixture.pad(gate, gate.layout().users()));
    }

    private void compareStates(String name, Packed found) {
        fixture.compare(
                states, "state." + name, Fixture.pad(found, found.layout().users()));
    }

    /** What the collator makes of the fixture's sequences, with the fixture's draws in place of its own. */
    private MgclBatch batch() {
        int[] members = Arrays.stream(fixture.rows("input/user"))
                .mapToInt(row -> data.users()[row[0]])
                .toArray();
        MgclBatch drawn = new MgclCollator(data, new Seeds(0), transfer.target(), config).collate(members, 0);
        TransferBatch given = transfer.batch(data);
        return new MgclBatch(
                given,
                withDraws(drawn.users(), "user"),
                withDraws(drawn.targets(), "item_target"),
                withDraws(drawn.sources(), "item_source"));
    }

    private Contrast.Pairs withDraws(Contrast.Pairs drawn, String name) {
        int[] permutation = Arrays.stream(fixture.rows("input/permutation." + name))
                .mapToInt(place -> place[0])
                .toArray();
        return new Contrast.Pairs(drawn.rows(), permutation);
    }

    private static Mgcl.Config config(Fixture fixture) {
        return new Mgcl.Config(
                fixture.catalog().domain(fixture.integer("target_domain")).name(),
                fixture.constant("profile", EncoderProfile.class),
                fixture.integer("dim"),
                fixture.integer("heads"),
                fixture.integer("ffn_dim"),
                fixture.integer("lightgcn_layers"),
                0,
                fixture.number("temperature"),
                fixture.integer("negatives"),
                fixture.constant("seq_graph", SequenceGraph.class),
                fixture.constant("align", Alignment.class),
                fixture.number("alpha"),
                fixture.number("beta"),
                fixture.number("gamma"),
                EmbeddingScale.ONE,
                fixture.kernel());
    }
}
