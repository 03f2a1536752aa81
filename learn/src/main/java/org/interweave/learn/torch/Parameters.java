package org.interweave.learn.torch;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * The parameters of a model, by name, in the order they were made.
 *
 * <p>A layer may store several public parameters in one tensor, to compute with one product: {@link #storage} holds what is computed with, {@link #named} the views that files and readers know.
 */
public final class Parameters {
    private static final ThreadLocal<Boolean> UNDRAWN = ThreadLocal.withInitial(() -> false);

    private final Map<String, Tensor> storage = new LinkedHashMap<>();
    private final Map<String, Tensor> named = new LinkedHashMap<>();
    private final Map<String, Slice> slices = new LinkedHashMap<>();
    private final List<Tensor> factors = new ArrayList<>();
    private final boolean drawn = !UNDRAWN.get();
    private boolean frozen;
    private boolean narrowed;

    private record Slice(Tensor whole, int dimension, long first, long count) {}

    public Parameters() {
        Libtorch.load();
        Step.requireNone("parameters");
    }

    /**
     * Makes a model whose parameters are all read from a file next: what they would be at first is not drawn, which for a large table takes a noticeable time. Until they are
     * read their values are arbitrary.
     */
    public static <M> M undrawn(Supplier<M> model) {
        UNDRAWN.set(true);
        try {
            return model.get();
        } finally {
            UNDRAWN.set(false);
        }
    }

    /** The place where the outermost layers put their parameters. */
    public Scope root() {
        return new Scope("");
    }

    public List<Tensor> tensors() {
        return new ArrayList<>(storage.values());
    }

    public Map<String, Tensor> storage() {
        return Collections.unmodifiableMap(storage);
    }

    public Map<String, Tensor> named() {
        return Collections.unmodifiableMap(named);
    }

    /** Gradients under the public names; a parameter that took no part has zeros. Inside a step. */
    public Map<String, Tensor> gradients() {
        Map<String, Tensor> gradients = new LinkedHashMap<>();
        for (var entry : named.entrySet()) {
            Slice slice = slices.get(entry.getKey());
            Tensor whole = slice == null ? entry.getValue() : slice.whole;
            Tensor gradient = whole.grad().defined() ? whole.grad() : torch.zeros_like(whole);
            gradients.put(
                    entry.getKey(),
                    slice == null ? gradient : gradient.narrow(slice.dimension, slice.first, slice.count));
        }
        return gradients;
    }

    /** How many numbers the model learns. */
    public long count() {
        return storage.values().stream().mapToLong(Tensor::numel).sum();
    }

    /** Draws all factors of products anew: normal with mean 0, cut at two deviations. */
    public void truncateFactors(double deviation) {
        if (drawn) {
            factors.forEach(factor -> assign(factor, truncated(deviation, factor.shape())));
        }
    }

    private Tensor normal(double deviation, long... shape) {
        Tensor values = torch.empty(shape);
        return drawn ? values.normal_(0, deviation, new GeneratorOptional()) : values;
    }

    private Tensor uniform(double bound, long... shape) {
        Tensor values = torch.empty(shape);
        return drawn ? values.uniform_(-bound, bound, new GeneratorOptional()) : values;
    }

    /** By inverting the distribution function. */
    private static Tensor truncated(double deviation, long... shape) {
        double mass = 0.9544997361036416; // erf(2 / sqrt 2)
        Scalar bound = new Scalar(2 * deviation);
        return torch.empty(shape)
                .uniform_(-mass, mass, new GeneratorOptional())
                .erfinv_()
                .mul_(new Scalar(deviation * Math.sqrt(2)))
                .clamp_(new ScalarOptional(new Scalar(-2 * deviation)), new ScalarOptional(bound));
    }

    /**
     * For a model that only answers from now on: what takes part in nothing but products is kept in the type that products are computed in, so that it need not be
     * converted for every request. The public names are gone afterwards.
     */
    public void freeze() {
        Step.requireNone("frozen parameters");
        frozen = true;
        narrowed = Libtorch.narrows();
        named.clear();
        slices.clear();
        if (narrowed) {
            factors.forEach(factor -> factor.set_data(Torch.narrow(factor.detach())));
        }
    }

    boolean frozen() {
        return frozen;
    }

    boolean narrowed() {
        return narrowed;
    }

    /** A prefix of names. */
    public final class Scope {
        private final String prefix;

        private Scope(String prefix) {
            this.prefix = prefix;
        }

        public Scope child(String name) {
            return new Scope(prefix + name + ".");
        }

        /** A factor of products, normal with mean 0. */
        public Tensor normal(String name, double deviation, long... shape) {
            return factor(add(name, Parameters.this.normal(deviation, shape)));
        }

        /** A factor of products that is zero at first. */
        public Tensor zeroFactor(String name, long... shape) {
            return factor(add(name, torch.zeros(shape)));
        }

        /** Looked up rather than multiplied; normal with mean 0. */
        public Tensor normalTable(String name, double deviation, long... shape) {
            return add(name, Parameters.this.normal(deviation, shape));
        }

        /** Looked up rather than multiplied; normal with mean 0, cut at two deviations. */
        public Tensor truncatedNormal(String name, double deviation, long... shape) {
            return add(name, drawn ? truncated(deviation, shape) : torch.empty(shape));
        }

        /** A factor of products, uniform within sqrt(6 / (rows + columns)). */
        public Tensor xavierUniform(String name, long rows, long columns) {
            return uniform(name, Math.sqrt(6.0 / (rows + columns)), rows, columns);
        }

        /** A factor of products, uniform within the bound on both sides of 0. */
        public Tensor uniform(String name, double bound, long... shape) {
            return factor(add(name, Parameters.this.uniform(bound, shape)));
        }

        public Tensor constant(String name, double value, long... shape) {
            return add(name, torch.full(shape, new Scalar(value)));
        }

        /** A factor of products that several public parameters share; {@link #slice} names each. It has no public name of its own. */
        public Tensor shared(String name, double deviation, long... shape) {
            // Zero rather than arbitrary, as no file knows it by this name.
            Tensor values = drawn ? Parameters.this.normal(deviation, shape) : torch.zeros(shape);
            return factor(store(name, values));
        }

        /** Gives a part of a shared tensor its public name. */
        public void slice(String name, Tensor shared, int dimension, long first, long count) {
            named.put(prefix + name, shared.detach().narrow(dimension, first, count));
            slices.put(prefix + name, new Slice(shared, dimension, first, count));
        }

        private Tensor factor(Tensor parameter) {
            factors.add(parameter);
            return parameter;
        }

        private Tensor add(String name, Tensor values) {
            Tensor parameter = store(name, values);
            named.put(prefix + name, parameter);
            return parameter;
        }

        private Tensor store(String name, Tensor values) {
            Step.requireNone("parameter " + prefix + name);
            if (storage.put(prefix + name, values) != null) {
                throw new IllegalStateException("parameter " + prefix + name + " exists already");
            }
            return values.requires_grad_(true);
        }
    }

    /** Sets values in place, without a trace for the gradient. */
    public static void assign(Tensor target, Tensor values) {
        try (NoGradGuard guard = new NoGradGuard()) {
            target.copy_(values);
        }
    }
}
