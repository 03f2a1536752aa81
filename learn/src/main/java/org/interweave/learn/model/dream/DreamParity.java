package org.interweave.learn.model.dream;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
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
import org.interweave.learn.torch.Step;
import org.interweave.learn.torch.Torch;

/** Runs DREAM's production path on a padded fixture; the format is described in golden/README.md. */
final class DreamParity {
    private final Fixture fixture;
    private final Catalog catalog;
    private final Dream.Config config;
    private final int window;
    private final Dream model;
    private final TrainingData data;
    private final int users;
    private final Comparison inputs = new Comparison("inputs");
    private final Comparison states = new Comparison("states");
    private final Comparison gates = new Comparison("gates");
    private final Comparison losses = new Comparison("losses");
    private final Comparison gradients = new Comparison("gradients");
    private final Comparison scores = new Comparison("scores");

    private DreamParity(Fixture fixture) {
        this.fixture = fixture;
        this.catalog = fixture.catalog();
        this.config = config(fixture);
        this.window = fixture.integer("length");
        this.model = new Dream(config, catalog, window, 0);
        this.data = fixture.trainingData();
        this.users = fixture.rows("input/sequence").length;
    }

    /** Compares targets, partners, states, gates, losses, the gradient of every parameter, and scores. */
    static ParityReport check(Fixture fixture) {
        return new DreamParity(fixture).run();
    }

    private ParityReport run() {
        fixture.loadInto(model.parameters());
        DreamBatch batch = batch();
        Step.compute(() -> {
            compareTraining(batch);
            return null;
        });
        Step.infer(() -> {
            QueryBatch queries = new QueryBatch(catalog, window, fixture.histories("input/query_sequence"));
            for (int k = 0; k < catalog.domainCount(); k++) {
                fixture.compareScores(
                        scores, model, queries, k, catalog.domain(k).firstItem());
            }
            return null;
        });
        List<ParityReport.Group> groups = new ArrayList<>();
        for (Comparison group : List.of(inputs, states, gates, losses, gradients, scores)) {
            groups.add(group.group());
        }
        return new ParityReport(fixture.file(), groups);
    }

    private void compareTraining(DreamBatch batch) {
        Exchange.States found = model.states(batch.next().sequences(), Dropout.off());
        List<String> names = Dream.streamNames(catalog.domainCount());
        fixture.compare(states, "state.mixed", Fixture.pad(found.merged(), users));
        for (int k = 0; k < catalog.domainCount(); k++) {
            fixture.compare(
                    states,
                    "state." + names.get(k + 1),
                    Fixture.pad(found.domains().get(k), users));
            Packed gate = found.merged().with(found.gates().get(k));
            fixture.compare(gates, "gate." + k, Fixture.pad(gate, users));
        }
        DreamBatch.Views views = batch.views().orElseThrow();
        fixture.compare(
                states,
                "state.contrastive",
                Torch.array(Torch.unitRows(model.contrasted(views, found, Dropout.off()))));
        Loss recommendation = model.recommendation(batch.next(), found);
        Loss contrast = model.contrast(views, found, Dropout.off());
        Loss total = recommendation.plus(config.contrastiveWeight(), contrast);
        for (int k = 0; k < catalog.domainCount(); k++) {
            fixture.compare(losses, "loss.mixed." + k, total.parts().get(2 * k));
            fixture.compare(losses, "loss." + k, total.parts().get(2 * k + 1));
        }
        fixture.compare(losses, "loss.recommendation", recommendation.value());
        fixture.compare(losses, "loss.contrastive", contrast.value());
        fixture.compare(losses, "loss.total", total.value());
        total.backward();
        fixture.compareGradients(gradients, model.parameters(), List.of("item_embedding", "position_embedding"));
    }

    /** What the collator makes of the fixture's sequences, with the fixture's draws in place of its own. */
    private DreamBatch batch() {
        int[] members = Arrays.copyOf(data.users(), users);
        DreamBatch drawn = new DreamCollator(data, new Seeds(0), config).collate(members, 0);
        SequenceBatch sequences = drawn.next().sequences();
        int[] mixed = new int[users * window];
        int[] own = new int[users * window];
        Targets ofMixed =
                withDraws("mixed", drawn.next().mixed(), sequences.mixed().layout(), mixed);
        List<Targets> ofDomains = new ArrayList<>();
        for (int k = 0; k < catalog.domainCount(); k++) {
            Layout layout = sequences.domains().get(k).layout();
            ofDomains.add(withDraws("domain", drawn.next().domains().get(k), layout, own));
        }
        fixture.compareInput(inputs, "mixed_target", mixed);
        fixture.compareInput(inputs, "domain_target", own);
        int[] labels = drawn.views().orElseThrow().labels();
        comparePartners(members, labels);
        List<int[]> others = new ArrayList<>(List.of(fixture.rows("input/augmented")));
        others.addAll(List.of(fixture.rows("input/partner")));
        DreamBatch.Views views = new DreamBatch.Views(
                SequenceBatch.withHoles(catalog, window, others),
                drawn.views().orElseThrow().rows(),
                labels);
        return new DreamBatch(new NextItemBatch(sequences, ofMixed, ofDomains), Optional.of(views));
    }

    /** Takes the fixture's negatives, and notes each positive in its slot. */
    private Targets withDraws(String task, Targets targets, Layout layout, int[] positives) {
        int[][] all = fixture.rows("input/" + task + "_negatives");
        int n = config.negatives();
        int[] negatives = new int[targets.rows().length * n];
        int user = 0;
        for (int i = 0; i < targets.rows().length; i++) {
            int row = targets.rows()[i];
            while (row >= layout.starts()[user + 1]) {
                user++;
            }
            int slot = layout.slots()[row];
            positives[user * window + slot] = targets.positives()[i];
            System.arraycopy(all[user], slot * n, negatives, i * n, n);
        }
        return new Targets(targets.rows(), targets.positives(), negatives, targets.weights());
    }

    /** Each of the fixture's partners must be one of those that may be drawn; who has none must have none to be drawn. */
    private void comparePartners(int[] members, int[] labels) {
        Partners index = new Partners(data);
        int[][] who = fixture.rows("input/partner_user");
        List<int[]> partners = fixture.histories("input/partner");
        int[] found = new int[users];
        for (int u = 0; u < users; u++) {
            int[] partner = partners.get(u);
            List<int[]> possible = index.of(members[u], labels[u]);
            boolean drawable = who[u][0] >= 0 && possible.stream().anyMatch(p -> Arrays.equals(p, partner));
            found[u] = possible.isEmpty() ? -1 : drawable ? who[u][0] : -2;
        }
        fixture.compareInput(inputs, "partner_user", found);
    }

    private static Dream.Config config(Fixture fixture) {
        return new Dream.Config(
                fixture.integer("dim"),
                fixture.integer("heads"),
                0,
                fixture.number("temperature"),
                fixture.integer("negatives"),
                fixture.constant("variant", DreamVariant.class),
                fixture.constant("gate", Gate.class),
                fixture.constant("tables", Tables.class),
                Ffn.RELU,
                Focal.SAMPLED,
                fixture.number("focal_gamma"),
                fixture.number("contrastive_weight"),
                fixture.number("contrastive_temperature"),
                Dream.Config.DEFAULT.crop(),
                Dream.Config.DEFAULT.mask(),
                Dream.Config.DEFAULT.reorder(),
                fixture.kernel());
    }
}
