package org.interweave.learn.model;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.interweave.core.batch.Layout;
import org.interweave.core.batch.QueryBatch;
import org.interweave.core.data.Catalog;
import org.interweave.core.data.DataException;
import org.interweave.core.data.Domain;
import org.interweave.core.split.TrainingData;
import org.interweave.learn.nn.CausalEncoder;
import org.interweave.learn.nn.EncoderProfile;
import org.interweave.learn.nn.Items;
import org.interweave.learn.nn.LossKernel;
import org.interweave.learn.nn.Packed;
import org.interweave.learn.torch.Parameters;
import org.interweave.learn.torch.Safetensors;
import org.interweave.learn.torch.Torch;

/** Weights, padded inputs [B, L] and expected outputs of an independent implementation; golden/README.md describes the format. Not inside a step. */
public final class Fixture {
    private final String file;
    private final Map<String, String> metadata;
    private final Map<String, Tensor> tensors;
    private final LossKernel kernel;
    private final Catalog catalog;

    private Fixture(Path path, LossKernel kernel) throws IOException {
        this.file = path.toString();
        this.metadata = Safetensors.metadata(path);
        this.tensors = Safetensors.read(path);
        this.kernel = kernel;
        this.catalog = readCatalog();
    }

    /** @param kernel that the production path is to use */
    public static Fixture read(Path file, LossKernel kernel) throws IOException {
        return new Fixture(file, kernel);
    }

    public String file() {
        return file;
    }

    public LossKernel kernel() {
        return kernel;
    }

    /** The domains that its metadata lists. */
    public Catalog catalog() {
        return catalog;
    }

    private Catalog readCatalog() {
        List<Domain> domains = new ArrayList<>();
        int next = 1;
        for (String size : text("domain_sizes").split(",")) {
            int items = Integer.parseInt(size.trim());
            domains.add(new Domain(Integer.toString(domains.size()), next, next + items - 1));
            next += items;
        }
        return new Catalog(domains);
    }

    public int integer(String key) {
        return parsed(key, "a whole number", Integer::parseInt);
    }

    public double number(String key) {
        return parsed(key, "a number", Double::parseDouble);
    }

    private <T> T parsed(String key, String expected, Function<String, T> parser) {
        String value = text(key);
        try {
            return parser.apply(value);
        } catch (NumberFormatException e) {
            throw new DataException(file + ": metadata " + key + " is '" + value + "', expected " + expected);
        }
    }

    /** A piece of metadata that names one of some possibilities. */
    public <E extends Enum<E>> E constant(String key, Class<E> type) {
        String value = text(key);
        return Arrays.stream(type.getEnumConstants())
                .filter(constant -> constant.name().equalsIgnoreCase(value))
                .findFirst()
                .orElseThrow(
                        () -> new DataException(file + ": metadata " + key + " is '" + value + "', expected one of "
                                + Arrays.toString(type.getEnumConstants()).toLowerCase(Locale.ROOT)));
    }

    /** The encoder of a model that has SASRec's. */
    public CausalEncoder.Shape encoder() {
        return new CausalEncoder.Shape(
                constant("profile", EncoderProfile.class),
                integer("layers"),
                integer("dim"),
                integer("heads"),
                integer("ffn_dim"));
    }

    /** A piece of metadata. */
    public String text(String key) {
        String value = metadata.get(key);
        if (value == null) {
            throw new DataException(
                    file + ": metadata '" + key + "' is missing, found " + new LinkedHashMap<>(metadata).keySet());
        }
        return value;
    }

    /** A tensor by its whole name, such as output/loss.total. */
    public Tensor tensor(String name) {
        Tensor tensor = tensors.get(name);
        if (tensor == null) {
            throw new DataException(file + ": tensor " + name + " is missing");
        }
        return tensor;
    }

    public boolean has(String name) {
        return tensors.containsKey(name);
    }

    /** Whole numbers by their whole name, such as input/sequence, one row per user. */
    public int[][] rows(String name) {
        Tensor tensor = tensor(name);
        int users = (int) tensor.size(0);
        long[] flat = Torch.longArray(tensor);
        int perUser = users == 0 ? 0 : flat.length / users;
        int[][] rows = new int[users][perUser];
        for (int i = 0; i < flat.length; i++) {
            rows[i / perUser][i % perUser] = (int) flat[i];
        }
        return rows;
    }

    /** The same without vacant slots, which hold 0. */
    public List<int[]> histories(String name) {
        List<int[]> histories = new ArrayList<>();
        for (int[] row : rows(name)) {
            histories.add(Arrays.stream(row).filter(item -> item != 0).toArray());
        }
        return histories;
    }

    /** What its users leave to learn from; the first of them are the batch's. */
    public TrainingData trainingData() {
        return trainingData("training_sequences");
    }

    /** The same from the input of that name. */
    public TrainingData trainingData(String input) {
        List<int[]> items = histories("input/" + input);
        return new TrainingData(
                catalog, integer("length"), IntStream.range(0, items.size()).toArray(), items::get);
    }

    /** Compares whole numbers with the input of that name: what the production path makes of the users' sequences. */
    public void compareInput(ParityReport.Comparison group, String input, int[] found) {
        int[][] expected = rows("input/" + input);
        group.compare(
                input,
                floats(found),
                floats(Arrays.stream(expected).flatMapToInt(Arrays::stream).toArray()));
    }

    private static float[] floats(int[] values) {
        float[] floats = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            floats[i] = values[i];
        }
        return floats;
    }

    /** Gives the model the fixture's weights; each of its parameters must be there, and nothing else. */
    public void loadInto(Parameters parameters) {
        Map<String, Tensor> targets = parameters.named();
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

    /** Compares values in row-major order with the output of that name. */
    public void compare(ParityReport.Comparison group, String output, float[] found) {
        group.compare(output, found, tensor("output/" + output));
    }

    public void compare(ParityReport.Comparison group, String output, double found) {
        compare(group, output, new float[] {(float) found});
    }

    /**
     * Compares the gradient of every parameter. Inside a step, after the backward pass.
     *
     * @param looked those looked up by id, whose row 0 stands for nothing and is never read
     */
    public void compareGradients(ParityReport.Comparison group, Parameters parameters, List<String> looked) {
        parameters.gradients().forEach((name, gradient) -> {
            float[] values = Torch.array(gradient);
            if (looked.contains(name)) {
                int row = gradient.dim() == 1 ? 1 : (int) gradient.size(1);
                Arrays.fill(values, 0, row, 0);
            }
            group.compare(name, values, tensor("grad/" + name));
        });
    }

    /** Compares queries and candidates' scores of one domain. Inside a step. */
    public void compareScores(
            ParityReport.Comparison group, Recommender model, QueryBatch batch, int domain, int firstItem) {
        Tensor queries = model.queries(batch, domain); // [U, d]
        compare(group, "query." + domain, Torch.array(queries));
        int[][] candidates = rows("input/candidates." + domain); // [U, C]
        Items items = model.items(domain);
        float[] all = Torch.array(
                BlockedRanking.scores(queries, items, 0, items.vectors().size(0))); // [U, items]
        int size = (int) items.vectors().size(0);
        float[] found = new float[candidates.length * candidates[0].length];
        for (int u = 0, i = 0; u < candidates.length; u++) {
            for (int candidate : candidates[u]) {
                found[i++] = all[u * size + candidate - firstItem];
            }
        }
        compare(group, "scores." + domain, found);
    }

    /** Zero where no token sits. @shape [P, n] → users * window * n values */
    public static float[] pad(Packed pack, int users) {
        Layout layout = pack.layout();
        int columns = (int) pack.values().size(1);
        float[] values = Torch.array(pack.values());
        float[] padded = new float[users * layout.window() * columns];
        for (int u = 0; u < users; u++) {
            for (int row = layout.starts()[u]; row < layout.starts()[u + 1]; row++) {
                int slot = u * layout.window() + layout.slots()[row];
                System.arraycopy(values, row * columns, padded, slot * columns, columns);
            }
        }
        return padded;
    }
}
