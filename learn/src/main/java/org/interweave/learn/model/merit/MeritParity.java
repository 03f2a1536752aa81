package org.interweave.learn.model.merit;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import org.bytedeco.pytorch.Tensor;
import org.interweave.core.batch.MixedLoss;
import org.interweave.core.batch.NextItemBatch;
import org.interweave.core.batch.QueryBatch;
import org.interweave.core.data.Catalog;
import org.interweave.core.data.DataException;
import org.interweave.core.data.Domain;
import org.interweave.learn.model.Loss;
import org.interweave.learn.model.ParityReport;
import org.interweave.learn.nn.Dropout;
import org.interweave.learn.nn.LossKernel;
import org.interweave.learn.nn.Packed;
import org.interweave.learn.nn.VacantSlots;
import org.interweave.learn.torch.Parameters;
import org.interweave.learn.torch.Safetensors;
import org.interweave.learn.torch.Step;
import org.interweave.learn.torch.Torch;

/** Runs MERIT's production path on a padded fixture; the format is described in golden/README.md. */
public final class MeritParity {
    private final String file;
    private final Map<String, Tensor> tensors;
    private final Catalog catalog;
    private final int window;
    private final Merit model;
    private final PaddedFixture inputs;

    private MeritParity(Path path, LossKernel kernel, Map<String, String> metadata, Map<String, Tensor> tensors) {
        this.file = path.toString();
        this.tensors = tensors;
        this.window = integer(metadata, "length");
        this.catalog = catalog(metadata);
        Merit.Config config = config(metadata, kernel);
        this.model = new Merit(config, catalog, window, 0);
        this.inputs = new PaddedFixture(tensors, catalog, window, config.negatives());
    }

    /** Compares states, gates, both forms of the mixed loss, the gradient of every parameter, and scores. */
    public static ParityReport check(Path file) throws IOException {
        return check(file, LossKernel.AUTO);
    }

    static ParityReport check(Path file, LossKernel kernel) throws IOException {
        MeritParity parity = new MeritParity(file, kernel, Safetensors.metadata(file), Safetensors.read(file));
        return parity.run();
    }

    private ParityReport run() {
        loadWeights();
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
            compareScores(scores);
            return null;
        });
        return new ParityReport(
                file, List.of(states.group(), gates.group(), losses.group(), gradients.group(), scores.group()));
    }

    private void loadWeights() {
        Map<String, Tensor> targets = model.parameters().named();
        TreeSet<String> faults = new TreeSet<>();
        targets.forEach((name, target) -> {
            Tensor values = tensors.get("param/" + name);
            if (values == null) {
                faults.add("param/" + name + " is missing");
            } else if (!Arrays.equals(values.shape(), target.shape())) {
                faults.add("param/" + name + " is " + Arrays.toString(values.shape()) + ", expected "
                        + Arrays.toString(target.shape()));
            } else {
                Parameters.assign(target, values);
            }
        });
        tensors.keySet().stream()
                .filter(name -> name.startsWith("param/") && !targets.containsKey(name.substring(6)))
                .forEach(name -> faults.add(name + " is not part of this variant"));
        if (!faults.isEmpty()) {
            throw new DataException(file + ": " + String.join("; ", faults));
        }
    }

    private void compareTraining(
            ParityReport.Comparison states,
            ParityReport.Comparison gates,
            ParityReport.Comparison losses,
            ParityReport.Comparison gradients) {
        NextItemBatch batch = inputs.batch(MixedLoss.PER_TOKEN);
        Merit.States found = model.states(batch.sequences(), Dropout.off());
        List<String> names = Merit.branchNames(catalog.domainCount());
        for (int x = 0; x < names.size(); x++) {
            Packed pack = found.finals().get(x);
            states.compare("state." + names.get(x), inputs.pad(pack), expected("output/state." + names.get(x)));
            for (int y = 0; y < found.gates().get(x).size(); y++) {
                String gate = "gate." + names.get(x) + "." + names.get(y);
                gates.compare(gate, inputs.pad(pack.with(found.gates().get(x).get(y))), expected("output/" + gate));
            }
        }
        Loss perDomain = model.loss(inputs.batch(MixedLoss.PER_DOMAIN), found);
        losses.compare(
                "loss.mixed_per_domain", scalar(perDomain.parts().get(0)), expected("output/loss.mixed_per_domain"));
        Loss loss = model.loss(batch, found);
        losses.compare("loss.mixed", scalar(loss.parts().get(0)), expected("output/loss.mixed"));
        for (int k = 0; k < catalog.domainCount(); k++) {
            losses.compare("loss." + k, scalar(loss.parts().get(k + 1)), expected("output/loss." + k));
        }
        losses.compare("loss.total", scalar(loss.value()), expected("output/loss.total"));
        loss.backward();
        compareGradients(gradients);
    }

    private void compareGradients(ParityReport.Comparison gradients) {
        Map<String, Tensor> found = model.parameters().gradients();
        found.forEach((name, gradient) -> {
            float[] values = Torch.array(gradient);
            if (name.equals("item_embedding") || name.equals("position_embedding")) {
                Arrays.fill(values, 0, (int) gradient.size(1), 0); // row 0 stands for no item: never read
            }
            gradients.compare(name, values, expected("grad/" + name));
        });
    }

    private void compareScores(ParityReport.Comparison scores) {
        QueryBatch batch = new QueryBatch(inputs.sequences());
        for (int k = 0; k < catalog.domainCount(); k++) {
            Tensor queries = model.queries(batch, k); // [U, d]
            scores.compare("query." + k, Torch.array(queries), expected("output/query." + k));
            Tensor candidates = expected("input/candidates." + k); // [U, C]
            Tensor vectors = Torch.rows(model.itemTable(), candidates); // [U, C, d]
            Tensor found = vectors.bmm(queries.unsqueeze(2)).squeeze(2); // [U, C]
            scores.compare("scores." + k, Torch.array(found), expected("output/scores." + k));
        }
    }

    private Tensor expected(String name) {
        Tensor tensor = tensors.get(name);
        if (tensor == null) {
            throw new DataException(file + ": tensor " + name + " is missing");
        }
        return tensor;
    }

    private static float[] scalar(double value) {
        return new float[] {(float) value};
    }

    private Catalog catalog(Map<String, String> metadata) {
        List<Domain> domains = new ArrayList<>();
        int next = 1;
        for (String size : text(metadata, "domain_sizes").split(",")) {
            int items = Integer.parseInt(size.trim());
            domains.add(new Domain(Integer.toString(domains.size()), next, next + items - 1));
            next += items;
        }
        return new Catalog(domains);
    }

    private Merit.Config config(Map<String, String> metadata, LossKernel kernel) {
        String variant = text(metadata, "variant").toUpperCase(Locale.ROOT);
        return new Merit.Config(
                integer(metadata, "dim"),
                integer(metadata, "heads"),
                integer(metadata, "ffn_dim"),
                0,
                Double.parseDouble(text(metadata, "temperature")),
                integer(metadata, "negatives"),
                variant.equals("BASE") || variant.equals("FULL") ? MeritVariant.FULL : MeritVariant.valueOf(variant),
                MixedLoss.PER_TOKEN,
                text(metadata, "padding").equals("masked") ? VacantSlots.HIDDEN : VacantSlots.VISIBLE,
                kernel);
    }

    private int integer(Map<String, String> metadata, String key) {
        return Integer.parseInt(text(metadata, key));
    }

    private String text(Map<String, String> metadata, String key) {
        String value = metadata.get(key);
        if (value == null) {
            throw new DataException(
                    file + ": metadata '" + key + "' is missing, found " + new LinkedHashMap<>(metadata).keySet());
        }
        return value;
    }
}
